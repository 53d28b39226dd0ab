-- Redis's clock decides, not the node's.

-- Milliseconds since 1970.
local function now()
  local time = redis.call('TIME')
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Microseconds since 1970 as text; in the order of arrival.
local function arrival()
  local time = redis.call('TIME')
  return time[1] .. string.format('%06d', time[2])
end
