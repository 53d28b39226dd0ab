-- What relay_offer and relay_answer share: all of it but the name and the glare.

-- Whether one description more may wait for somebody who is away. Where too many do, the oldest one goes in whose place the same sender
-- said a later one of its kind; what nothing has replaced is never thrown away.
local function may_wait(wait_key, from, kind, max_waiting)
  if redis.call('LLEN', wait_key) < max_waiting then
    return true
  end
  local later = { [from .. '\n' .. kind] = true }
  local replaced = nil
  local waiting = redis.call('LRANGE', wait_key, 0, -1)
  for i = #waiting, 1, -1 do
    local sender, said = string.match(waiting[i], '^([^\n]*)\n[^\n]*\n([^\n]*)\n')
    local who = sender .. '\n' .. said
    replaced = later[who] and waiting[i] or replaced
    later[who] = true
  end
  return replaced and redis.call('LREM', wait_key, 1, replaced) == 1
end

local function relay(kind, state_sent, state_received)
  local rate_key = KEYS[1] -- [string] events of the sender in the window
  local seats_key = KEYS[2] -- [hash] user -> seat
  local link_key = KEYS[3] -- [hash] sender -> target
  local back_key = KEYS[4] -- [hash] target -> sender
  local seen_key = KEYS[5] -- [hash] window of sender -> target
  local cand_key = KEYS[6] -- [hash] candidates of sender -> target
  local wait_key = KEYS[7] -- [list] what waits for the target
  local from_peers_key = KEYS[8] -- [set] whom the sender has links with
  local to_peers_key = KEYS[9] -- [set] whom the target has links with

  local from = ARGV[1] -- [string] the sender
  local to = ARGV[2] -- [string] the target
  local session = ARGV[3] -- [string] the sender's session
  local sequence = ARGV[4] -- [string] number as text, or empty
  local message_id = ARGV[5] -- [string] or empty
  local ufrag = ARGV[6] -- [string] ICE generation: its ufrags with spaces between them, or empty
  local event = ARGV[7] -- [string] name and data of the event for the target, a line each
  local limit = tonumber(ARGV[8]) -- [number] events a window
  local rate_window = ARGV[9] -- [ms]
  local seen_window = tonumber(ARGV[10]) -- [ms]
  local max_failures = tonumber(ARGV[11]) -- [number]
  local glare_window = tonumber(ARGV[12]) -- [ms]
  local candidate_window = tonumber(ARGV[13]) -- [ms]
  local wait_ttl = ARGV[14] -- [ms]
  local max_waiting = tonumber(ARGV[15]) -- [number]
  local ttl = ARGV[16] -- [ms] of a link

  local left = over_limit(rate_key, limit, rate_window)
  if left > 0 then
    return { 'rate_limited', left }
  end
  local seats = redis.call('HMGET', seats_key, from, to)
  local sender = read_seat(seats[1])
  if not sender or sender.session ~= session then
    return { 'not_seated' }
  end
  local time = now()
  local at = string.format('%.0f', time)

  local message_field = message_id ~= '' and 'm:' .. kind .. ':' .. message_id
  local sequence_field = sequence ~= '' and kind .. ':' .. sequence
  local seen = {}
  if message_field or sequence_field then
    seen = redis.call('HMGET', seen_key, message_field or '', sequence_field or '')
  end
  local first_verdict = verdict_within(seen[1], time, seen_window)
  if first_verdict then
    return { 'repeated', first_verdict }
  end
  -- A verdict that a retry is to get again. What may pass (an absent target, a limit) is not kept.
  local function verdict(word)
    local fields = {}
    if word == 'accepted' and sequence_field then
      fields = { sequence_field, at }
    end
    if message_field then
      fields[#fields + 1] = message_field
      fields[#fields + 1] = at .. ' ' .. word
    end
    if #fields > 0 then
      remember(seen_key, fields, time, seen_window)
    end
    return { word }
  end

  if verdict_within(seen[2], time, seen_window) then
    return verdict('duplicate')
  end
  local known = redis.call('HMGET', link_key, 'state', 'history', kind .. 'sSent', 'failures', 'ufrag', 'held')
  if (tonumber(known[4]) or 0) >= max_failures then
    return verdict('gave_up')
  end
  local target = read_seat(seats[2])
  if not target then
    return { 'target_unavailable' }
  end
  local back = redis.call('HMGET', back_key, 'state', 'history', kind .. 'sReceived', 'offerAt')
  if kind == 'offer' and sender.order > target.order then
    local other_offer = tonumber(back[4]) or 0
    if other_offer > 0 and time - other_offer < glare_window then
      return verdict('glare') -- the sender came later and is the polite side
    end
  end
  if target.away > 0 and not may_wait(wait_key, from, kind, max_waiting) then
    return { 'target_unavailable' }
  end

  local more = { 'ufrag', ufrag }
  if kind == 'offer' then
    more = { 'ufrag', ufrag, 'offerAt', at } -- it waits for its answer from now on
  end
  if enter(link_key, known, state_sent, kind .. 'sSent', time, ttl, more) then
    acquaint(from_peers_key, to_peers_key, from, to, ttl)
  end
  enter(back_key, back, state_received, kind .. 'sReceived', time, ttl, { 'offerAt', 0 })

  local take = nil
  local offset = nil
  if target.away > 0 then
    redis.call('RPUSH', wait_key, from .. '\n' .. ufrag .. '\n' .. event)
    redis.call('PEXPIRE', wait_key, wait_ttl)
  else
    offset = tell(target, 'e', event)
    take = function(candidate_event)
      tell(target, 'e', candidate_event)
    end
  end
  if known[5] ~= ufrag or (tonumber(known[6]) or 0) > 0 then
    begin_generation(link_key, cand_key, known[5], ufrag, time, candidate_window, take)
  end
  local answer = verdict('accepted')
  if offset then
    answer[2] = target.session
    answer[3] = offset
  end
  return answer
end
