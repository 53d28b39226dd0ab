-- include: clock limit seat members link candidates room
-- Takes a seat. Answers {'seated', order, others, waiting}, where others is {user, seat, profile, …} and waiting is {event, data, …};
-- or {'full', seats} | {'no_such_room'} | {'rate_limited', ms}.
local rate_key = KEYS[1] -- [string] joins of the user in the window
local room_key = KEYS[2] -- [hash] what is known of the room
local seats_key = KEYS[3] -- [hash] user -> seat
local profiles_key = KEYS[4] -- [hash] user -> JSON
local wait_key = KEYS[5] -- [list] what waits for the user
local rooms_key = KEYS[6] -- [zset] all rooms by time of creation
local due_key = KEYS[7] -- [zset] rooms by when they are to be looked at

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

local old = read_seat(redis.call('HGET', seats_key, user))
if old and old.session == session and old.away == 0 then
  old.media = string.sub(media, 1, 2) .. string.sub(old.media, 3) -- joining says nothing of the screen
  -- Taken anew: a sweep for an earlier death of the node must leave it.
  old.joined = time
  redis.call('HSET', seats_key, user, write_seat(old))
  return { 'seated', old.order, members(seats_key, profiles_key, user), {} }
end
if not old and redis.call('HLEN', seats_key) >= max then
  return { 'full', max }
end

if redis.call('EXISTS', room_key) == 0 then
  redis.call('HSET', room_key, 'maxParticipants', max, 'createdBy', user, 'createdAt', string.format('%.0f', time), 'made', 'joined')
  redis.call('ZADD', rooms_key, string.format('%.0f', time), room)
  redis.call('PEXPIRE', rooms_key, 2 * ttl)
end
local waiting = {}
if old and old.away == 0 then
  -- Another page: its sequences start anew. Message ids are unique whoever gives them, and stay known.
  ring(old.node, 'r', old.session, room)
  forget_links(prefix, user, true)
elseif old then
  local function wait_no_more(said)
    local name, data = string.match(said, '^([^\n]*)\n(.*)$')
    waiting[#waiting + 1] = name
    waiting[#waiting + 1] = data
  end
  local function release(from, ufrag)
    local link_key, _, cand_key = link_keys(prefix, from, user)
    release_candidates(link_key, cand_key, ufrag, time, candidate_window, wait_no_more)
  end
  for _, entry in ipairs(redis.call('LRANGE', wait_key, 0, -1)) do
    local from, ufrag, said = string.match(entry, '^([^\n]*)\n([^\n]*)\n(.*)$')
    wait_no_more(said)
    release(from, ufrag)
  end
  -- Candidates of descriptions that had arrived before the connection was lost.
  for _, other in ipairs(redis.call('SMEMBERS', prefix .. 'peers:' .. user)) do
    local link = redis.call('HMGET', (link_keys(prefix, other, user)), 'ufrag', 'held')
    if link[1] and (tonumber(link[2]) or 0) > 0 then
      release(other, link[1])
    end
  end
end
redis.call('DEL', wait_key)

local order = redis.call('HINCRBY', room_key, 'order', 1)
redis.call('HSET', seats_key, user, write_seat({
  node = node, session = session, order = order, joined = time, media = media, away = 0,
}))
redis.call('HSET', profiles_key, user, profile)
touch_room(room_key, seats_key, profiles_key, ttl)
look_again(due_key, room, time + ttl / 2, ttl)
ring_room(seats_key, user, 'e', event)
return { 'seated', order, members(seats_key, profiles_key, user), waiting }
