-- What browsers report about their connections, and who restarts ICE.

-- The three states, and what each is called in the history.
local STATES = {
  connectionState = 'connection',
  iceConnectionState = 'ice',
  iceGatheringState = 'gathering',
}

local function track(link_key, field, state, time, ttl)
  local known = redis.call('HMGET', link_key, field, 'history')
  if known[1] ~= state then
    redis.call('HSET', link_key, field, state, 'changedAt', string.format('%.0f', time),
      'history', extend_history(known[2], time, STATES[field], state))
  end
  redis.call('PEXPIRE', link_key, ttl)
end

-- Counts a failure; the last one allowed makes the link FAILED. Answers the count.
local function count_failure(link_key, time, max_failures, ttl)
  local failures = redis.call('HINCRBY', link_key, 'failures', 1)
  redis.call('HSET', link_key, 'failedAt', string.format('%.0f', time))
  if failures >= max_failures then
    advance(link_key, 'FAILED', false, time, ttl)
  end
  return failures
end

-- Whether a restart may be asked of the link's owner now: 'yes', 'later' (a cool-down of either side), 'used_up'. Then when either side
-- was asked last.
local function may_restart(link_key, back_key, time, max_restarts, cooldown)
  local own = redis.call('HMGET', link_key, 'restarts', 'restartAt')
  if (tonumber(own[1]) or 0) >= max_restarts then
    return 'used_up', 0
  end
  local last = math.max(tonumber(own[2]) or 0, tonumber(redis.call('HGET', back_key, 'restartAt')) or 0)
  return time - last >= cooldown and 'yes' or 'later', last
end
