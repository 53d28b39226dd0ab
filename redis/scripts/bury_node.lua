-- All rooms were swept for a dead node: it is forgotten. Answers {'done'}.
local dead_key = KEYS[1] -- [hash] dead node -> `died|claimed until`
redis.call('HDEL', dead_key, ARGV[1]) -- [string] the node
return { 'done' }
