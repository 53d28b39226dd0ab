-- All rooms were swept for a death of a node: it is forgotten, unless the node has lived and died again since. Answers {'done'}.
local dead_key = KEYS[1] -- [hash] dead node -> `died|claimed until`
local node = ARGV[1] -- [string]
local death = ARGV[2] -- [ms] the end of its lease, as claim_sweep said
if string.match(redis.call('HGET', dead_key, node) or '', '^(%d+)|') == death then
  redis.call('HDEL', dead_key, node)
end
return { 'done' }
