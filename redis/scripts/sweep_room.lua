-- include: clock seat inbox states tracker link restarts room
-- Looks at one room: connections of dead nodes are lost since the death, seats whose grace has ended are freed, each with one userLeft to
-- the others, and are kept as ghosts as long as their sessions may return; seats without a session too. Asks for the ICE restarts that a
-- cool-down put off. Renews the TTLs of a room that is in use. Answers {seats freed}.
local room_key = KEYS[1] -- [hash]
local seats_key = KEYS[2] -- [hash] user -> seat
local profiles_key = KEYS[3] -- [hash] user -> JSON
local rooms_key = KEYS[4] -- [zset] all rooms
local due_key = KEYS[5] -- [zset] rooms to be looked at
local ghosts_key = KEYS[6] -- [hash] user -> seat that was left and may be taken again
local room = ARGV[1] -- [string]
local prefix = ARGV[2] -- [string] of the room's keys
local ttl = tonumber(ARGV[3]) -- [ms] of a room
local grace = tonumber(ARGV[4]) -- [ms] from the loss
local recovery = tonumber(ARGV[5]) -- [ms] from the loss
local max_restarts = tonumber(ARGV[6]) -- [number]
local cooldown = tonumber(ARGV[7]) -- [ms] between two restarts
-- from ARGV[8]: [string, ms] pairs of a dead node and when it died; seats taken since are not its victims

local died = {}
for i = 8, #ARGV, 2 do
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
  if seat.away == 0 and death and seat.since < death then
    seat.away = death + grace
    redis.call('HSET', seats_key, all[i], write_seat(seat))
  end
  local record_key, _, generation = session_keys(seat.session)
  if seat.away == 0 and redis.call('HGET', record_key, 'gen') ~= generation then
    -- Nobody kept the session alive: it was handed to a connection whose node never heard of that.
    seat.away = time
  end
  if seat.away > 0 and seat.away <= time then
    seat.user = all[i]
    gone[#gone + 1] = seat
  elseif seat.away > 0 then
    next_look = math.min(next_look, seat.away)
  end
end
for _, seat in ipairs(gone) do
  free_seat(seats_key, ghosts_key, prefix, room, seat.user)
  freed = freed + 1
  local record_key, _, generation = session_keys(seat.session)
  seat.away = seat.away - grace + recovery
  if seat.away > time and redis.call('HGET', record_key, 'gen') == generation then
    redis.call('HSET', ghosts_key, seat.user, write_seat(seat))
    redis.call('PEXPIRE', ghosts_key, ttl)
  else
    redis.call('HDEL', profiles_key, seat.user)
  end
end
-- The record of a session goes on naming the room: without its seat there it cannot be resumed whole.
local ghosts = redis.call('HGETALL', ghosts_key)
for i = 1, #ghosts, 2 do
  local ends = read_seat(ghosts[i + 1]).away
  if ends <= time then
    redis.call('HDEL', ghosts_key, ghosts[i])
    redis.call('HDEL', profiles_key, ghosts[i])
  else
    next_look = math.min(next_look, ends)
  end
end
next_look = math.min(next_look, ask_for_restarts(prefix, seats_key, time, max_restarts, cooldown, ttl))
close_if_empty(room_key, seats_key, profiles_key, ghosts_key, rooms_key, due_key, room)

local left = redis.call('PTTL', room_key)
if left < 0 then
  forget_room(room_key, seats_key, profiles_key, ghosts_key, rooms_key, due_key, room)
  return { freed }
end
if redis.call('EXISTS', seats_key) == 1 then
  touch_room(room_key, seats_key, profiles_key, ghosts_key, ttl)
  for _, user in ipairs(redis.call('HKEYS', seats_key)) do
    local peers_key = prefix .. 'peers:' .. user
    redis.call('PEXPIRE', peers_key, ttl)
    for _, other in ipairs(redis.call('SMEMBERS', peers_key)) do
      redis.call('PEXPIRE', (link_keys(prefix, user, other)), ttl)
    end
  end
  next_look = math.min(next_look, time + ttl / 2)
else
  next_look = math.min(next_look, time + left)
end
redis.call('ZADD', due_key, string.format('%.0f', next_look), room)
redis.call('PEXPIRE', due_key, 2 * ttl)
return { freed }
