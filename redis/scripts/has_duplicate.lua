-- include: clock candidates
-- The seed's hasDuplicate. Answers {'yes'} | {'no'}.
local cand_key = KEYS[1] -- [hash]
local digest = ARGV[1] -- [string]
local window = tonumber(ARGV[2]) -- [ms]
local known = redis.call('HGET', cand_key, digest)
return { known and not is_stale(read_candidate(known), now(), window) and 'yes' or 'no' }
