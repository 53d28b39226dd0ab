-- The window of sequences and message ids of one link. Fields: `offer:<sequence>` -> time, `m:offer:<messageId>` -> `time verdict`.

local SEEN_LIMIT = 256
local LOOK_EACH = 8

-- What an entry says, where it is within the window: '' or the verdict.
local function verdict_within(entry, time, window)
  if not entry then
    return nil
  end
  local at, verdict = string.match(entry, '^(%d+) ?(.*)$')
  if time - tonumber(at) >= window then
    return nil
  end
  return verdict
end

-- Notes fields and values. Entries that are too old mean nothing and only cost memory while others keep the hash alive: in one
-- millisecond of eight it is looked whether there are many of them.
local function remember(seen_key, fields, time, window)
  redis.call('HSET', seen_key, unpack(fields))
  redis.call('PEXPIRE', seen_key, window)
  if time % LOOK_EACH == 0 and redis.call('HLEN', seen_key) > SEEN_LIMIT then
    local all = redis.call('HGETALL', seen_key)
    for i = 1, #all, 2 do
      if not verdict_within(all[i + 1], time, window) then
        redis.call('HDEL', seen_key, all[i])
      end
    end
  end
end
