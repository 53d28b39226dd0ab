-- include: clock candidates
-- The seed's hasDuplicate. Answers {'yes'} | {'no'}.
local cand_key = KEYS[1] -- [hash]
local digest = ARGV[1] -- [string]
local window = tonumber(ARGV[2]) -- [ms]
return { is_fresh(redis.call('HGET', cand_key, digest), now(), window) and 'yes' or 'no' }
