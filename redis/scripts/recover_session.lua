-- include: clock lease seat inbox link candidates waiting room
-- Takes a session over to another connection, whole or not at all: nothing is written before everything is checked, and trying again is
-- the same as trying for the first time.
-- Answers {'resumed', generation, {offset, entry, …}, {room, …}, epoch} | {'unknown'} | {'state_lost'} | {'gap'} | {'seat_lost'} |
-- {'no_lease'}.
local record_key = KEYS[1] -- [hash] what is known of the session
local inbox_key = KEYS[2] -- [stream] what it is to hear
local epoch_key = KEYS[3] -- [string] name of the present epoch
local due_key = KEYS[4] -- [zset] rooms to be looked at
local nodes_key = KEYS[5] -- [zset] node -> end of its lease
local id = ARGV[1] -- [string] the session's, without generation
local secret = ARGV[2] -- [string]
local user = ARGV[3] -- [string]
local node = ARGV[4] -- [string] where the new connection is
local after = ARGV[5] -- [string] offset of what the client heard last; empty for none
local candidate_window = tonumber(ARGV[6]) -- [ms]
local room_ttl = tonumber(ARGV[7]) -- [ms]
local session_ttl = tonumber(ARGV[8]) -- [ms]

if not has_lease(nodes_key, node) then
  return { 'no_lease' }
end
local record = {}
local prefixes = {}
local fields = redis.call('HGETALL', record_key)
for i = 1, #fields, 2 do
  if string.sub(fields[i], 1, 2) == 'r:' then
    prefixes[string.sub(fields[i], 3)] = fields[i + 1]
  else
    record[fields[i]] = fields[i + 1]
  end
end
if record.secret ~= secret or record.user ~= user then
  return { 'unknown' }
end
if redis.call('GET', epoch_key) ~= record.epoch then
  return { 'state_lost' }
end

-- A client keeps the offset of an older session until it hears something in this one; and who heard nothing has none.
local stands = after ~= '' and #redis.call('XRANGE', inbox_key, after, after) == 1
if not stands then
  if after ~= '' and tonumber(string.match(after, '%d+$')) >= tonumber(record.born) then
    return { 'gap' }
  end
  after = '0-0'
  local first = redis.call('XRANGE', inbox_key, '-', '+', 'COUNT', 1)[1]
  if not first or string.sub(first[1], 1, 2) ~= '1-' then
    return { 'gap' }
  end
end

local time = now()
local old_session = id .. '~' .. record.gen
local seats = {}
for room, prefix in pairs(prefixes) do
  local seat = read_seat(redis.call('HGET', prefix .. 'seats', user))
  if not seat or seat.session ~= old_session then
    seat = read_seat(redis.call('HGET', prefix .. 'ghosts', user))
    if not seat or seat.session ~= old_session or seat.away <= time then
      return { 'seat_lost' }
    end
    local max = tonumber(redis.call('HGET', prefix .. 'room', 'maxParticipants'))
    if not max or redis.call('HLEN', prefix .. 'seats') >= max then
      return { 'seat_lost' }
    end
    seat.ghost = true
  end
  seats[room] = seat
end

ring(record.node, 'f\n' .. old_session)
local generation = record.gen + 1
local session = id .. '~' .. generation
redis.call('HSET', record_key, 'gen', generation, 'node', node)
redis.call('PEXPIRE', record_key, session_ttl)
redis.call('PEXPIRE', inbox_key, session_ttl)

-- Read before anything is handed over: that may push the oldest out of the inbox, and the client must not miss them.
local missed = {}
for _, entry in ipairs(redis.call('XRANGE', inbox_key, '(' .. after, '+')) do
  missed[#missed + 1] = entry[1]
  missed[#missed + 1] = entry[2][2]
end

local rooms = {}
for room, seat in pairs(seats) do
  rooms[#rooms + 1] = room
  local prefix = prefixes[room]
  local seats_key, ghosts_key, profiles_key = prefix .. 'seats', prefix .. 'ghosts', prefix .. 'profiles'
  local was_away = seat.away > 0
  seat.session = session
  seat.node = node
  seat.since = time
  seat.away = 0
  redis.call('HDEL', ghosts_key, user)
  redis.call('HSET', seats_key, user, write_seat(seat))
  touch_room(prefix .. 'room', seats_key, profiles_key, ghosts_key, room_ttl)
  -- The answer may be lost, and the client too: nobody keeps the session alive then, and the seat is to go.
  look_again(due_key, room, time + math.min(room_ttl / 2, session_ttl + 1000), room_ttl)
  if seat.ghost then
    -- The others were told that this one left. Of two, who came later is the polite side.
    local earlier, later = {}, {}
    for _, other in ipairs(audience(seats_key, ghosts_key, user)) do
      table.insert(other.order > seat.order and later or earlier, other)
    end
    local who = user .. '\n' .. write_seat(seat) .. '\n' .. (redis.call('HGET', profiles_key, user) or '{}')
    tell_all(earlier, 'b', room .. '\n0\n' .. who)
    tell_all(later, 'b', room .. '\n1\n' .. who)
  elseif was_away then
    local nonce = arrival()
    hand_over(prefix, user, time, candidate_window, function(said)
      local entry = 'e\n' .. said
      missed[#missed + 1] = append(session, entry, nonce)
      missed[#missed + 1] = entry
    end)
  end
end

return { 'resumed', generation, missed, rooms, record.epoch }
