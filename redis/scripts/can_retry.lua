-- include: link
-- The seed's canRetry: fewer failures than the most. Answers {'yes'} | {'no'}.
local link_key = KEYS[1] -- [hash]
local max_failures = tonumber(ARGV[1]) -- [number]
return { has_failed(link_key, max_failures) and 'no' or 'yes' }
