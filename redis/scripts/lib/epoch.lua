-- An epoch is a stretch of history without lost writes. It gets a name when there is none, that is when Redis has lost everything, and
-- another name when a node finds that something is missing.

local function begin_epoch(epoch_key, ttl)
  local epoch = arrival()
  redis.call('SET', epoch_key, epoch, 'PX', ttl)
  return epoch
end

local function current_epoch(epoch_key, ttl)
  return redis.call('GET', epoch_key) or begin_epoch(epoch_key, ttl)
end
