-- Links between two users of a room. Their keys are spelled by Java's Keys for the signal at hand; what walks over many links
-- spells them here, from the room's prefix `hg:{room}:`.

local HISTORY = 20

local function link_name(from, to)
  return #from .. ':' .. from .. ':' .. to
end

local function link_keys(prefix, from, to)
  local name = link_name(from, to)
  return prefix .. 'link:' .. name, prefix .. 'seen:' .. name, prefix .. 'cand:' .. name
end

-- Remembers that two users have to do with each other, so that cleaning up finds their links.
local function acquaint(from_peers_key, to_peers_key, from, to, ttl)
  redis.call('SADD', from_peers_key, to)
  redis.call('SADD', to_peers_key, from)
  redis.call('PEXPIRE', from_peers_key, ttl)
  redis.call('PEXPIRE', to_peers_key, ttl)
end

local function forget_link(prefix, from, to, keep_messages)
  local link_key, seen_key, cand_key = link_keys(prefix, from, to)
  redis.call('DEL', link_key, cand_key)
  if keep_messages then
    for _, field in ipairs(redis.call('HKEYS', seen_key)) do
      if string.sub(field, 1, 1) ~= 'm' then
        redis.call('HDEL', seen_key, field)
      end
    end
  else
    redis.call('DEL', seen_key)
  end
end

-- Forgets all links of a user, in both directions.
local function forget_links(prefix, user, keep_messages)
  local peers_key = prefix .. 'peers:' .. user
  for _, other in ipairs(redis.call('SMEMBERS', peers_key)) do
    forget_link(prefix, user, other, keep_messages)
    forget_link(prefix, other, user, keep_messages)
    redis.call('SREM', prefix .. 'peers:' .. other, user)
  end
  redis.call('DEL', peers_key)
end

-- The history with one change more: `time,what,STATE;` for each of the latest.
local function extend_history(history, time, what, state)
  history = (history or '') .. string.format('%.0f,%s,%s;', time, what, state)
  local _, changes = string.gsub(history, ';', ';')
  while changes > HISTORY do
    history = string.sub(history, string.find(history, ';', 1, true) + 1)
    changes = changes - 1
  end
  return history
end

-- Moves the signaling state of a link, counts in `counter` (a field, or false), sets more fields.
local function advance(link_key, state, counter, time, ttl, more)
  local known = redis.call('HMGET', link_key, 'state', 'history', counter or 'state')
  local fields = { 'state', state }
  if known[1] ~= state then
    fields[#fields + 1] = 'history'
    fields[#fields + 1] = extend_history(known[2], time, 'signaling', state)
    fields[#fields + 1] = 'changedAt'
    fields[#fields + 1] = string.format('%.0f', time)
  end
  if counter then
    fields[#fields + 1] = counter
    fields[#fields + 1] = (tonumber(known[3]) or 0) + 1
  end
  for _, extra in ipairs(more or {}) do
    fields[#fields + 1] = extra
  end
  redis.call('HSET', link_key, unpack(fields))
  redis.call('PEXPIRE', link_key, ttl)
  return known[1] == false
end

-- The four records of the seed: what is counted, what the link becomes.
local SIGNALS = {
  offer = { sent = { 'OFFER_SENT', 'offersSent' }, received = { 'OFFER_RECEIVED', 'offersReceived' } },
  answer = { sent = { 'ANSWER_SENT', 'answersSent' }, received = { 'ANSWER_RECEIVED', 'answersReceived' } },
}

-- An offer that was sent waits for its answer from now on; an answer that came in ends the waiting.
local function record_sent(link_key, kind, time, ttl, ufrag)
  local signal = SIGNALS[kind].sent
  local more = {}
  if kind == 'offer' then
    more = { 'offerAt', string.format('%.0f', time) }
  end
  if ufrag and ufrag ~= '' then
    more[#more + 1] = 'ufrag'
    more[#more + 1] = ufrag
  end
  return advance(link_key, signal[1], signal[2], time, ttl, more)
end

local function record_received(link_key, kind, time, ttl)
  local signal = SIGNALS[kind].received
  return advance(link_key, signal[1], signal[2], time, ttl, { 'offerAt', 0 })
end

-- The window of sequences and message ids of one link. Fields: `offer:<sequence>` -> time, `m:offer:<messageId>` -> `time verdict`.
local SEEN_LIMIT = 256

local function seen_within(seen_key, field, time, window)
  local entry = redis.call('HGET', seen_key, field)
  if not entry then
    return nil
  end
  local at, verdict = string.match(entry, '^(%d+) ?(.*)$')
  if time - tonumber(at) >= window then
    return nil
  end
  return verdict
end

local function remember(seen_key, fields, time, window)
  if #fields == 0 then
    return
  end
  redis.call('HSET', seen_key, unpack(fields))
  redis.call('PEXPIRE', seen_key, window)
  if redis.call('HLEN', seen_key) > SEEN_LIMIT then
    local all = redis.call('HGETALL', seen_key)
    for i = 1, #all, 2 do
      if time - tonumber(string.match(all[i + 1], '^%d+')) >= window then
        redis.call('HDEL', seen_key, all[i])
      end
    end
  end
end

local function has_failed(link_key, max_failures)
  return (tonumber(redis.call('HGET', link_key, 'failures')) or 0) >= max_failures
end
