-- include: clock link
-- The seed's recordAnswerReceived: a sequence seen within the window changes nothing.
-- Answers {'new' | 'duplicate', the signaling state}.
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
local field = 'in:answer:' .. sequence
if sequence ~= '' then
  if seen_within(seen_key, field, time, window) then
    return { 'duplicate', redis.call('HGET', link_key, 'state') or 'IDLE' }
  end
  remember(seen_key, { field, string.format('%.0f', time) }, time, window)
end
if record_received(link_key, 'answer', time, ttl) then
  acquaint(from_peers_key, to_peers_key, from, to, ttl)
end
return { 'new', redis.call('HGET', link_key, 'state') }
