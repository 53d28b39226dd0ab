-- include: clock limit seat inbox
-- Switches a medium and tells everyone in the room. Answers {'done'} | {'not_seated'} | {'rate_limited', ms}.
local rate_key = KEYS[1] -- [string] events of the user in the window
local seats_key = KEYS[2] -- [hash] user -> seat
local ghosts_key = KEYS[3] -- [hash] user -> seat that was left and may be taken again
local user = ARGV[1] -- [string]
local session = ARGV[2] -- [string]
local position = tonumber(ARGV[3]) -- [number] of the flag: 1 audio, 2 video, 3 screen
local flag = ARGV[4] -- [string] 0 or 1
local event = ARGV[5] -- [string] name and data, a line each
local limit = tonumber(ARGV[6]) -- [number] events a window
local rate_window = ARGV[7] -- [ms]
local left = over_limit(rate_key, limit, rate_window)
if left > 0 then
  return { 'rate_limited', left }
end
local seat = read_seat(redis.call('HGET', seats_key, user))
if not seat or seat.session ~= session then
  return { 'not_seated' }
end
seat.media = string.sub(seat.media, 1, position - 1) .. flag .. string.sub(seat.media, position + 1)
redis.call('HSET', seats_key, user, write_seat(seat))
tell_all(audience(seats_key, ghosts_key, false), 'e', event)
return { 'done' }
