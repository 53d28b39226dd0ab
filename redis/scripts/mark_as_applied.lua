-- include: clock candidates
-- The seed's markAsApplied. Answers {'yes'} | {'no'} where it is not in the buffer.
local cand_key = KEYS[1] -- [hash]
local digest = ARGV[1] -- [string]
local window = tonumber(ARGV[2]) -- [ms]
local known = redis.call('HGET', cand_key, digest)
if not is_fresh(known, now(), window) then
  return { 'no' }
end
local entry = read_candidate(known)
entry.applied = true
redis.call('HSET', cand_key, digest, write_candidate(entry))
return { 'yes' }
