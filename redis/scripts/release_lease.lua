-- A node stops by itself; its sessions have left. Answers {'done'}.
local nodes_key = KEYS[1] -- [zset] node -> end of its lease
redis.call('ZREM', nodes_key, ARGV[1]) -- [string] the node
return { 'done' }
