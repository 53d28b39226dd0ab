-- Engine.IO sessions on long polling. `hg:eio:{sid}` is what every node must know of one: `owner` (the node that reads and answers
-- it), `state` (polling, probing, moving, socket, closed), `get` and `post` (the request under way, `<request> <node>`), `probe`
-- (who upgrades it), `due` (when a pong is overdue), `patience` and `ttl` (ms), `bytes` (in the list). `hg:eio:{sid}:out` holds the
-- packets that wait for a GET, oldest first.

local WEBSOCKET_TTL = 60000
local PENDING_TTL = 5000

local function ring_engine(node, text)
  return redis.call('PUBLISH', 'hg:eio:node:' .. node, text)
end

local function read_polling(key)
  local names = { 'owner', 'state', 'get', 'post', 'probe', 'due', 'patience', 'ttl', 'app', 'from' }
  local values = redis.call('HMGET', key, unpack(names))
  local session = {}
  for i, name in ipairs(names) do
    session[name] = values[i] or nil
  end
  return session
end

-- The request under way is told to look again.
local function wake(get)
  local request, node = string.match(get, '^(%S+) (.*)$')
  ring_engine(node, 'w\n' .. request)
end

-- Packets in order, as many as fit; one always does.
local function take_packets(key, out_key, max)
  local taken = {}
  local size = 0
  for _, packet in ipairs(redis.call('LRANGE', out_key, 0, 999)) do
    if #taken > 0 and size + 1 + #packet > max then
      break
    end
    taken[#taken + 1] = packet
    size = size + 1 + #packet
  end
  if #taken > 0 then
    redis.call('LTRIM', out_key, #taken, -1)
    redis.call('HINCRBY', key, 'bytes', -size)
  end
  return taken
end

local function all_packets(key, out_key)
  local packets = redis.call('LRANGE', out_key, 0, -1)
  redis.call('DEL', out_key)
  redis.call('HSET', key, 'bytes', 0)
  return packets
end

-- The client is expected to be heard of within its patience, counted from now.
local function expect_sign(key, out_key, session)
  redis.call('HSET', key, 'due', now() + session.patience)
  redis.call('PEXPIRE', key, session.ttl)
  redis.call('PEXPIRE', out_key, session.ttl)
end

-- Nothing follows but one last packet, for the GET that waits, or for one that comes within `linger` ms.
local function close_polling(key, out_key, session, last, linger)
  if not session.get and linger == 0 then
    redis.call('DEL', key, out_key)
    return
  end
  if session.get and linger < PENDING_TTL then
    linger = PENDING_TTL
  end
  redis.call('RPUSH', out_key, last)
  redis.call('HSET', key, 'state', 'closed')
  redis.call('PEXPIRE', key, linger)
  redis.call('PEXPIRE', out_key, linger)
  if session.get then
    wake(session.get)
  end
end

-- Whether the pong is overdue; then the session ends here and now, however busy its owner is.
local function has_expired(key, out_key, id, session)
  if not session.due or now() < tonumber(session.due) then
    return false
  end
  close_polling(key, out_key, session, '1', 0)
  ring_engine(session.owner, 'x\n' .. id .. '\ntimeout')
  return true
end
