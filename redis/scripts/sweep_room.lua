-- include: clock seat link room
-- Looks at one room: frees seats whose grace has ended and seats of dead nodes, each with one userLeft to the others; renews the TTLs
-- of a room that is in use. Answers {seats freed}.
local room_key = KEYS[1] -- [hash]
local seats_key = KEYS[2] -- [hash] user -> seat
local profiles_key = KEYS[3] -- [hash] user -> JSON
local rooms_key = KEYS[4] -- [zset] all rooms
local due_key = KEYS[5] -- [zset] rooms to be looked at
local room = ARGV[1] -- [string]
local prefix = ARGV[2] -- [string] of the room's keys
local ttl = tonumber(ARGV[3]) -- [ms] of a room
-- from ARGV[4]: [string, ms] pairs of a dead node and when it died; seats taken since are not its victims

local died = {}
for i = 4, #ARGV, 2 do
  died[ARGV[i]] = tonumber(ARGV[i + 1])
end
local time = now()
local freed = 0
local next_look = math.huge
local all = redis.call('HGETALL', seats_key)
local gone = {}
for i = 1, #all, 2 do
  local seat = read_seat(all[i + 1])
  local death = died[seat.node]
  if (seat.away > 0 and seat.away <= time) or (seat.away == 0 and death and seat.joined <= death) then
    gone[#gone + 1] = all[i]
  elseif seat.away > 0 then
    next_look = math.min(next_look, seat.away)
  end
end
for _, user in ipairs(gone) do
  free_seat(seats_key, profiles_key, prefix, room, user)
  freed = freed + 1
end
close_if_empty(room_key, seats_key, profiles_key, rooms_key, due_key, room)

local left = redis.call('PTTL', room_key)
if left < 0 then
  forget_room(room_key, seats_key, profiles_key, rooms_key, due_key, room)
  return { freed }
end
if redis.call('EXISTS', seats_key) == 1 then
  touch_room(room_key, seats_key, profiles_key, ttl)
  for _, user in ipairs(redis.call('HKEYS', seats_key)) do
    local peers_key = prefix .. 'peers:' .. user
    redis.call('PEXPIRE', peers_key, ttl)
    for _, other in ipairs(redis.call('SMEMBERS', peers_key)) do
      redis.call('PEXPIRE', (link_keys(prefix, user, other)), ttl)
    end
  end
  next_look = math.min(next_look, time + ttl / 2)
else
  next_look = time + left
end
redis.call('ZADD', due_key, string.format('%.0f', next_look), room)
redis.call('PEXPIRE', due_key, 2 * ttl)
return { freed }
