-- The four records of the seed, which say nothing to anybody: whether a sequence is new, and where the link stands then.

local function record(kind, direction)
  local link_key = KEYS[1] -- [hash] whose view is recorded
  local seen_key = KEYS[2] -- [hash] its window
  local from_peers_key = KEYS[3] -- [set] whom the one has links with
  local to_peers_key = KEYS[4] -- [set] whom the other has links with

  local from = ARGV[1] -- [string]
  local to = ARGV[2] -- [string]
  local sequence = ARGV[3] -- [string] number as text, or empty
  local window = tonumber(ARGV[4]) -- [ms]
  local ttl = ARGV[5] -- [ms]

  local time = now()
  local sent = direction == 'Sent'
  local field = (sent and '' or 'in:') .. kind .. ':' .. sequence
  if sequence ~= '' then
    if verdict_within(redis.call('HGET', seen_key, field), time, window) then
      return { 'duplicate', redis.call('HGET', link_key, 'state') or 'IDLE' }
    end
    remember(seen_key, { field, string.format('%.0f', time) }, time, window)
  end
  local state = string.upper(kind .. '_' .. direction)
  local more = {}
  if not sent then
    more = { 'offerAt', 0 }
  elseif kind == 'offer' then
    more = { 'offerAt', string.format('%.0f', time) }
  end
  if advance(link_key, state, kind .. 's' .. direction, time, ttl, more) then
    acquaint(from_peers_key, to_peers_key, from, to, ttl)
  end
  return { 'new', state }
end
