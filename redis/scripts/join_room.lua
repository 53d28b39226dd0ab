-- include: clock lease limit seat inbox members link candidates waiting room
-- Takes a seat. The joiner's inbox gets who sits there, then what waited. Answers {'seated', order, others}, where others is
-- {user, seat, profile, …}; or {'full', seats} | {'no_such_room'} | {'no_session'} | {'no_lease'} |
-- {'rate_limited', ms}.
local rate_key = KEYS[1] -- [string] joins of the user in the window
local room_key = KEYS[2] -- [hash] what is known of the room
local seats_key = KEYS[3] -- [hash] user -> seat
local profiles_key = KEYS[4] -- [hash] user -> JSON
local ghosts_key = KEYS[5] -- [hash] user -> seat that was left and may be taken again
local rooms_key = KEYS[6] -- [zset] all rooms by time of creation
local due_key = KEYS[7] -- [zset] rooms by when they are to be looked at
local nodes_key = KEYS[8] -- [zset] node -> end of its lease

local room = ARGV[1] -- [string]
local prefix = ARGV[2] -- [string] of the room's keys
local user = ARGV[3] -- [string]
local session = ARGV[4] -- [string]
local node = ARGV[5] -- [string]
local profile = ARGV[6] -- [string] JSON
local media = ARGV[7] -- [string] three flags
local event = ARGV[8] -- [string] name and data for the others, a line each
local limit = tonumber(ARGV[9]) -- [number] joins a window
local rate_window = ARGV[10] -- [ms]
local capacity = tonumber(ARGV[11]) -- [number] of a room that names none
local auto_create = ARGV[12] == '1' -- [flag]
local candidate_window = tonumber(ARGV[13]) -- [ms]
local ttl = tonumber(ARGV[14]) -- [ms] of a room

if not has_lease(nodes_key, node) then
  return { 'no_lease' }
end
local left = over_limit(rate_key, limit, rate_window)
if left > 0 then
  return { 'rate_limited', left }
end
local time = now()
local max = tonumber(redis.call('HGET', room_key, 'maxParticipants'))
if not max and not auto_create then
  return { 'no_such_room' }
end
max = max or capacity
local record_key, _, generation = session_keys(session)
if redis.call('HGET', record_key, 'gen') ~= generation then
  return { 'no_session' }
end

local function tell_joined(seat, others)
  local lines = { room, seat.order }
  for i, part in ipairs(others) do
    -- A profile is JSON, where a line break can only stand between tokens.
    lines[#lines + 1] = i % 3 == 0 and string.gsub(part, '[\r\n]', ' ') or part
  end
  tell(seat, 'j', table.concat(lines, '\n'))
end

local old = read_seat(redis.call('HGET', seats_key, user))
if old and old.session == session and old.away == 0 then
  local before = old.media
  old.media = string.sub(media, 1, 2) .. string.sub(old.media, 3) -- joining says nothing of the screen
  -- Taken anew: a sweep for an earlier death of the node must leave it.
  old.since = time
  redis.call('HSET', seats_key, user, write_seat(old))
  local others = members(seats_key, profiles_key, user)
  tell_joined(old, others)
  for position, kind in ipairs({ 'audio', 'video' }) do
    local flag = string.sub(old.media, position, position)
    if flag ~= string.sub(before, position, position) then
      tell_all(audience(seats_key, ghosts_key, false), 'e',
        string.format('userMediaChanged\n{"userId":%s,"%s":%s}', cjson.encode(user), kind, flag == '1' and 'true' or 'false'))
    end
  end
  return { 'seated', old.order, others }
end
if not old and redis.call('HLEN', seats_key) >= max then
  return { 'full', max }
end

if redis.call('EXISTS', room_key) == 0 then
  redis.call('HSET', room_key, 'maxParticipants', max, 'createdBy', user, 'createdAt', string.format('%.0f', time), 'made', 'joined')
  redis.call('ZADD', rooms_key, string.format('%.0f', time), room)
  redis.call('PEXPIRE', rooms_key, 2 * ttl)
end
if old and old.away == 0 then
  -- Another page: its sequences start anew. Message ids are unique whoever gives them, and stay known.
  ring(old.node, 'r\n' .. old.session .. '\n' .. room)
  forget_links(prefix, user, true)
end
-- Two sessions must not come back to one seat.
local former = old or read_seat(redis.call('HGET', ghosts_key, user))
if former and former.session ~= session then
  forget_session(former.session)
end
redis.call('HDEL', ghosts_key, user)

local seat = {
  node = node,
  session = session,
  order = redis.call('HINCRBY', room_key, 'order', 1),
  joined = time,
  media = media,
  away = 0,
  since = time,
}
redis.call('HSET', seats_key, user, write_seat(seat))
redis.call('HSET', profiles_key, user, profile)
redis.call('HSET', record_key, 'r:' .. room, prefix)
touch_room(room_key, seats_key, profiles_key, ghosts_key, ttl)
look_again(due_key, room, time + ttl / 2, ttl)

local others = members(seats_key, profiles_key, user)
tell_joined(seat, others)
if old and old.away > 0 then
  hand_over(prefix, user, time, candidate_window, function(said)
    tell(seat, 'e', said)
  end)
end
redis.call('DEL', prefix .. 'wait:' .. user)
tell_all(audience(seats_key, ghosts_key, user), 'e', event)
return { 'seated', seat.order, others }
