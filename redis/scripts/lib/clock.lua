-- Redis's clock decides, not the node's. It stands still while a script runs.

local clock = nil

local function read_clock()
  clock = clock or redis.call('TIME')
  return clock
end

-- Milliseconds since 1970.
local function now()
  local time = read_clock()
  return time[1] * 1000 + math.floor(time[2] / 1000)
end

-- Microseconds since 1970 as text; in the order of arrival.
local function arrival()
  local time = read_clock()
  return time[1] .. string.format('%06d', time[2])
end
