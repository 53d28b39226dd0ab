-- include: clock states tracker
-- The seed's recordFailure. Answers {the failures counted}.
local link_key = KEYS[1] -- [hash]
local from_peers_key = KEYS[2] -- [set] whom the one has links with
local to_peers_key = KEYS[3] -- [set] whom the other has links with
local from = ARGV[1] -- [string]
local to = ARGV[2] -- [string]
local max_failures = tonumber(ARGV[3]) -- [number]
local ttl = ARGV[4] -- [ms]
if redis.call('EXISTS', link_key) == 0 then
  acquaint(from_peers_key, to_peers_key, from, to, ttl)
end
local failures = count_failure(link_key, now(), max_failures, ttl)
redis.call('PEXPIRE', link_key, ttl)
return { failures }
