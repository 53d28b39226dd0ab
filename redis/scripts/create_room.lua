-- include: clock limit room
-- Makes a room that stays without participants. Answers {'created', createdAt} | {'rate_limited', ms}.
local rate_key = KEYS[1] -- [string] joins of the user in the window, and rooms made
local room_key = KEYS[2] -- [hash]
local rooms_key = KEYS[3] -- [zset] all rooms
local due_key = KEYS[4] -- [zset] rooms to be looked at
local room = ARGV[1] -- [string]
local name = ARGV[2] -- [string] empty for none
local description = ARGV[3] -- [string] empty for none
local max = ARGV[4] -- [number] seats
local user = ARGV[5] -- [string] the creator
local ttl = tonumber(ARGV[6]) -- [ms]
local limit = tonumber(ARGV[7]) -- [number] joins a window
local rate_window = ARGV[8] -- [ms]

local left = over_limit(rate_key, limit, rate_window)
if left > 0 then
  return { 'rate_limited', left }
end
local time = now()
local created = string.format('%.0f', time)
redis.call('HSET', room_key, 'maxParticipants', max, 'createdBy', user, 'createdAt', created, 'made', 'created')
if name ~= '' then
  redis.call('HSET', room_key, 'name', name)
end
if description ~= '' then
  redis.call('HSET', room_key, 'description', description)
end
redis.call('PEXPIRE', room_key, ttl)
redis.call('ZADD', rooms_key, created, room)
redis.call('PEXPIRE', rooms_key, 2 * ttl)
look_again(due_key, room, time + ttl, ttl)
return { 'created', created }
