-- include: clock seat room
-- The connection was lost: the seat is kept for the grace, then a sweep frees it. Answers {'done'} | {'not_seated'}.
local seats_key = KEYS[1] -- [hash] user -> seat
local due_key = KEYS[2] -- [zset] rooms to be looked at
local room = ARGV[1] -- [string]
local user = ARGV[2] -- [string]
local session = ARGV[3] -- [string]
local grace = tonumber(ARGV[4]) -- [ms]
local ttl = tonumber(ARGV[5]) -- [ms] of a room
local seat = read_seat(redis.call('HGET', seats_key, user))
if not seat or seat.session ~= session then
  return { 'not_seated' }
end
seat.away = now() + grace
redis.call('HSET', seats_key, user, write_seat(seat))
look_again(due_key, room, seat.away, ttl)
return { 'done' }
