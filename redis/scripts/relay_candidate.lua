-- include: clock limit seat inbox states window candidates
-- A candidate on its way: limit, seat, retry, duplicate; then buffered, and published where the target is present.
-- Answers {'accepted', the target's session, offset in its inbox} | {'held'} | {'duplicate'} | {'buffer_full'} | {'not_seated'} | {'rate_limited', ms} | {'repeated'}.
local rate_key = KEYS[1] -- [string] events of the sender in the window
local seats_key = KEYS[2] -- [hash] user -> seat
local cand_key = KEYS[3] -- [hash] candidates of sender -> target
local seen_key = KEYS[4] -- [hash] window of sender -> target
local from_peers_key = KEYS[5] -- [set] whom the sender has links with
local to_peers_key = KEYS[6] -- [set] whom the target has links with
local link_key = KEYS[7] -- [hash] sender -> target

local from = ARGV[1] -- [string] the sender
local to = ARGV[2] -- [string] the target
local session = ARGV[3] -- [string] the sender's session
local digest = ARGV[4] -- [string] of the three properties that make candidates equal
local sequence = ARGV[5] -- [string] number as text, or empty
local message_id = ARGV[6] -- [string] or empty
local ufrag = ARGV[7] -- [string] or empty
local candidate = ARGV[8] -- [string] JSON as the client sent it
local event = ARGV[9] -- [string] name and data of the event for the target, a line each
local limit = tonumber(ARGV[10]) -- [number] events a window
local rate_window = ARGV[11] -- [ms]
local seen_window = tonumber(ARGV[12]) -- [ms]
local candidate_window = tonumber(ARGV[13]) -- [ms]
local max_candidates = tonumber(ARGV[14]) -- [number]
local ttl = ARGV[15] -- [ms] of a link

local left = over_limit(rate_key, limit, rate_window)
if left > 0 then
  return { 'rate_limited', left }
end
local seats = redis.call('HMGET', seats_key, from, to)
local sender = read_seat(seats[1])
if not sender or sender.session ~= session then
  return { 'not_seated' }
end
local arrived = arrival()
local time = tonumber(string.sub(arrived, 1, -4))

local message_field = message_id ~= '' and 'm:iceCandidate:' .. message_id
if message_field and verdict_within(redis.call('HGET', seen_key, message_field), time, seen_window) then
  return { 'repeated' }
end
local function verdict(word)
  if message_field then
    remember(seen_key, { message_field, string.format('%.0f %s', time, word) }, time, seen_window)
  end
  return { word }
end

if is_fresh(redis.call('HGET', cand_key, digest), time, candidate_window) then
  return verdict('duplicate')
end
local buffered = redis.call('HLEN', cand_key)
if buffered >= max_candidates then
  local fresh = fresh_candidates(cand_key, time, candidate_window)
  if #fresh >= max_candidates then
    return { 'buffer_full' }
  end
end
if buffered == 0 then
  if not seats[2] and redis.call('SCARD', from_peers_key) >= max_candidates then
    return { 'buffer_full' } -- for so many who were never here
  end
  acquaint(from_peers_key, to_peers_key, from, to, ttl)
end

local target = read_seat(seats[2])
local present = target and target.away == 0
put_candidate(cand_key, digest, {
  arrived = arrived,
  raw_sequence = sequence,
  ufrag = ufrag,
  applied = present,
  candidate = candidate,
  event = event,
}, candidate_window)
if not present then
  redis.call('HINCRBY', link_key, 'held', 1)
  redis.call('PEXPIRE', link_key, target and ttl or candidate_window)
  return verdict('held')
end
local offset = tell(target, 'e', event)
local answer = verdict('accepted')
if offset then
  answer[2] = target.session
  answer[3] = offset
end
return answer
