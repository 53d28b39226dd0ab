-- include: clock states candidates
-- The seed's bufferCandidate. Answers {'buffered'} | {'duplicate'} | {'buffer_full'}.
local cand_key = KEYS[1] -- [hash]
local from_peers_key = KEYS[2] -- [set] whom the one has links with
local to_peers_key = KEYS[3] -- [set] whom the other has links with
local from = ARGV[1] -- [string]
local to = ARGV[2] -- [string]
local digest = ARGV[3] -- [string]
local sequence = ARGV[4] -- [string] number as text, or empty
local ufrag = ARGV[5] -- [string] or empty
local candidate = ARGV[6] -- [string] JSON
local window = tonumber(ARGV[7]) -- [ms]
local max_candidates = tonumber(ARGV[8]) -- [number]
local ttl = ARGV[9] -- [ms] of a link
local arrived = arrival()
local fresh = fresh_candidates(cand_key, tonumber(string.sub(arrived, 1, -4)), window)
for _, entry in ipairs(fresh) do
  if entry.digest == digest then
    return { 'duplicate' }
  end
end
if #fresh >= max_candidates then
  return { 'buffer_full' }
end
acquaint(from_peers_key, to_peers_key, from, to, ttl)
-- Nobody gave an event for the target, so the buffer keeps none: such an entry is applied by markAsApplied alone.
put_candidate(cand_key, digest, {
  arrived = arrived, raw_sequence = sequence, ufrag = ufrag, applied = false, candidate = candidate, event = '',
}, window)
return { 'buffered' }
