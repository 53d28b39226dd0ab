-- include: clock
-- A node stops by itself; its lease ends now. What it could not give up is cleaned up like that of a dead one. Answers {'done'}.
local nodes_key = KEYS[1] -- [zset] node -> end of its lease
redis.call('ZADD', nodes_key, 'XX', string.format('%.0f', now()), ARGV[1]) -- [string] the node
return { 'done' }
