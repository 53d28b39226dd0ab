-- The seed's canRetry: fewer failures than the most. Answers {'yes'} | {'no'}.
local link_key = KEYS[1] -- [hash]
local max_failures = tonumber(ARGV[1]) -- [number]
return { (tonumber(redis.call('HGET', link_key, 'failures')) or 0) < max_failures and 'yes' or 'no' }
