-- include: clock seat inbox link room
-- Gives a seat up at once. Answers {'done'} | {'not_seated'}.
local room_key = KEYS[1] -- [hash]
local seats_key = KEYS[2] -- [hash] user -> seat
local profiles_key = KEYS[3] -- [hash] user -> JSON
local rooms_key = KEYS[4] -- [zset] all rooms
local due_key = KEYS[5] -- [zset] rooms to be looked at
local ghosts_key = KEYS[6] -- [hash] user -> seat that was left and may be taken again
local room = ARGV[1] -- [string]
local prefix = ARGV[2] -- [string] of the room's keys
local user = ARGV[3] -- [string]
local session = ARGV[4] -- [string]
local seat = read_seat(redis.call('HGET', seats_key, user))
if not seat or seat.session ~= session then
  return { 'not_seated' }
end
forget_seat(session, room)
redis.call('HDEL', profiles_key, user)
free_seat(seats_key, ghosts_key, prefix, room, user)
close_if_empty(room_key, seats_key, profiles_key, ghosts_key, rooms_key, due_key, room)
return { 'done' }
