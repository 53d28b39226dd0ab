-- What relay_offer and relay_answer share: all of it but the name and the glare.

local function relay(kind)
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
  local ufrag = ARGV[6] -- [string] ICE generation, or empty
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

  local message_field = message_id ~= '' and 'm:' .. kind .. ':' .. message_id
  if message_field then
    local verdict = seen_within(seen_key, message_field, time, seen_window)
    if verdict then
      return { 'repeated', verdict }
    end
  end
  -- A verdict that a retry is to get again. What may pass (an absent target, a limit) is not kept.
  local function verdict(word, fields)
    if message_field then
      fields[#fields + 1] = message_field
      fields[#fields + 1] = string.format('%.0f %s', time, word)
    end
    remember(seen_key, fields, time, seen_window)
    return { word }
  end

  local sequence_field = sequence ~= '' and kind .. ':' .. sequence
  if sequence_field and seen_within(seen_key, sequence_field, time, seen_window) then
    return verdict('duplicate', {})
  end
  if has_failed(link_key, max_failures) then
    return verdict('gave_up', {})
  end
  local target = read_seat(seats[2])
  if not target then
    return { 'target_unavailable' }
  end
  if kind == 'offer' then
    local other_offer = tonumber(redis.call('HGET', back_key, 'offerAt')) or 0
    local collides = other_offer > 0 and time - other_offer < glare_window
    if collides and sender.order > target.order then
      return verdict('glare', {}) -- the sender came later and is the polite side
    end
  end

  if record_sent(link_key, kind, time, ttl, ufrag) then
    acquaint(from_peers_key, to_peers_key, from, to, ttl)
  end
  record_received(back_key, kind, time, ttl)
  local accepted = verdict('accepted', sequence_field and { sequence_field, string.format('%.0f', time) } or {})

  if target.away > 0 then
    redis.call('RPUSH', wait_key, table.concat({ from, ufrag, event }, '\n'))
    redis.call('LTRIM', wait_key, -max_waiting, -1)
    redis.call('PEXPIRE', wait_key, wait_ttl)
  else
    ring(target.node, 'e', target.session, event)
    release_candidates(cand_key, ufrag, time, candidate_window, function(candidate_event)
      ring(target.node, 'e', target.session, candidate_event)
    end)
  end
  return accepted
end
