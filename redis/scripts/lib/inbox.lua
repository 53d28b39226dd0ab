-- Sessions and their inboxes. A session is named `<id>~<generation>`; its record is `hg:s:{<id>}`, its inbox the stream beside it. The
-- id of an entry is its offset: position, and the microseconds of Redis's clock when it was written. An entry is its kind and the
-- parts of that kind, a line each; the last part may hold anything.

local function session_keys(session)
  local id, generation = string.match(session, '^([^~]*)~(%d+)$')
  local record_key = 'hg:s:{' .. id .. '}'
  return record_key, record_key .. ':in', generation
end

local TRIM_EACH = 32

-- Puts an entry into the inbox of a session that holds a seat: the seats of a session that is resumed go over to its new generation
-- with it, so that a seat never names an old one. Answers where the entry stands; nothing where the session is not there (any more).
local function append(session, entry, nonce)
  local record_key, inbox_key = session_keys(session)
  local position = redis.call('HINCRBY', record_key, 'pos', 1)
  if position == 1 then -- the greeting has it, so there was no record
    redis.call('DEL', record_key)
    return nil
  end
  local offset = position .. '-' .. nonce
  redis.call('XADD', inbox_key, 'NOMKSTREAM', offset, 'e', entry)
  if position % TRIM_EACH == 0 then
    redis.call('XTRIM', inbox_key, 'MAXLEN', '~', redis.call('HGET', record_key, 'limit'))
  end
  return offset
end

local function ring(node, text)
  redis.call('PUBLISH', 'hg:node:' .. node, text)
end

-- Remember and ring: an entry for whose connection lives. Answers where it stands, as append.
local function tell(seat, kind, body)
  local entry = kind .. '\n' .. body
  local offset = append(seat.session, entry, arrival())
  if offset then
    ring(seat.node, 'n\n' .. seat.session .. ' ' .. offset .. '\n' .. entry)
  end
  return offset
end

-- The seats of a room, and those that are kept for a return, but `except` (false for nobody).
local function audience(seats_key, ghosts_key, except)
  local list = {}
  for _, key in ipairs({ seats_key, ghosts_key }) do
    local all = redis.call('HGETALL', key)
    for i = 1, #all, 2 do
      if all[i] ~= except then
        list[#list + 1] = read_seat(all[i + 1])
      end
    end
  end
  return list
end

-- An entry for many: into each inbox; rung, one publication a node, where connections live.
local function tell_all(seats, kind, body)
  local entry = kind .. '\n' .. body
  local nonce = arrival()
  local nodes = {}
  local addresses = {}
  for _, seat in ipairs(seats) do
    local offset = append(seat.session, entry, nonce)
    if offset and seat.away == 0 then
      if not addresses[seat.node] then
        addresses[seat.node] = {}
        nodes[#nodes + 1] = seat.node
      end
      table.insert(addresses[seat.node], seat.session .. ' ' .. offset)
    end
  end
  for _, node in ipairs(nodes) do
    ring(node, 'n\n' .. table.concat(addresses[node], '\t') .. '\n' .. entry)
  end
end

-- A session cannot be resumed any more.
local function forget_session(session)
  local record_key, inbox_key = session_keys(session)
  redis.call('DEL', record_key, inbox_key)
end

-- The session sits there no longer, and knows it.
local function forget_seat(session, room)
  redis.call('HDEL', (session_keys(session)), 'r:' .. room)
end
