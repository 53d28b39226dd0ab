-- include: clock seat inbox link room
-- Closes a room for its creator; everyone in it is told. Answers {'done'} | {'no_such_room'} | {'not_creator'}.
local room_key = KEYS[1] -- [hash]
local seats_key = KEYS[2] -- [hash] user -> seat
local profiles_key = KEYS[3] -- [hash] user -> JSON
local rooms_key = KEYS[4] -- [zset] all rooms
local due_key = KEYS[5] -- [zset] rooms to be looked at
local ghosts_key = KEYS[6] -- [hash] user -> seat that was left and may be taken again
local room = ARGV[1] -- [string]
local prefix = ARGV[2] -- [string] of the room's keys
local user = ARGV[3] -- [string]
local creator = redis.call('HGET', room_key, 'createdBy')
if not creator then
  return { 'no_such_room' }
end
if creator ~= user then
  return { 'not_creator' }
end
local members = audience(seats_key, ghosts_key, false)
tell_all(members, 'c', room)
for _, seat in ipairs(members) do
  forget_seat(seat.session, room)
end
for _, member in ipairs(redis.call('HKEYS', seats_key)) do
  forget_links(prefix, member, false)
  redis.call('DEL', prefix .. 'wait:' .. member)
end
forget_room(room_key, seats_key, profiles_key, ghosts_key, rooms_key, due_key, room)
return { 'done' }
