-- The hash of a link: its signaling state, counters, history. A link's TTL is set when it is made and renewed by sweeps of its room.

local HISTORY = 640 -- bytes, which are at least 16 changes

-- Remembers that two users have to do with each other, so that cleaning up finds their links.
local function acquaint(from_peers_key, to_peers_key, from, to, ttl)
  redis.call('SADD', from_peers_key, to)
  redis.call('SADD', to_peers_key, from)
  redis.call('PEXPIRE', from_peers_key, ttl)
  redis.call('PEXPIRE', to_peers_key, ttl)
end

-- The history with one change more, `time,what,STATE;` each; the oldest go.
local function extend_history(history, time, what, state)
  history = (history or '') .. string.format('%.0f,%s,%s;', time, what, state)
  while #history > HISTORY do
    history = string.sub(history, string.find(history, ';', 1, true) + 1)
  end
  return history
end

-- Moves the signaling state of a link, counts in `counter` (a field, or false), sets the fields of `more`. `known` is what the hash
-- says of state, history and counter. Answers whether the link is new.
local function enter(link_key, known, state, counter, time, ttl, more)
  if counter then
    more[#more + 1] = counter
    more[#more + 1] = (tonumber(known[3]) or 0) + 1
  end
  if known[1] == state then
    if #more > 0 then
      redis.call('HSET', link_key, unpack(more))
    end
    return false
  end
  redis.call('HSET', link_key, 'state', state, 'changedAt', string.format('%.0f', time),
    'history', extend_history(known[2], time, 'signaling', state), unpack(more))
  if not known[1] then
    redis.call('PEXPIRE', link_key, ttl)
    return true
  end
  return false
end

local function advance(link_key, state, counter, time, ttl, more)
  return enter(link_key, redis.call('HMGET', link_key, 'state', 'history', counter or 'state'), state, counter, time, ttl, more or {})
end
