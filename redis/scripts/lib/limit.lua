-- Fixed windows that start with their first event.

-- Counts one event. Answers 0, or how many milliseconds are left of a window whose limit is used up.
local function over_limit(rate_key, limit, window)
  local count = redis.call('INCR', rate_key)
  if count == 1 then
    redis.call('PEXPIRE', rate_key, window)
  end
  if count <= limit then
    return 0
  end
  return math.max(1, redis.call('PTTL', rate_key))
end
