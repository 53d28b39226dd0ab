-- include: clock
-- What there is to clean: nodes whose leases ended, and rooms whose time has come. Both are claimed, so that others do not do the same;
-- a claim ends by itself, should the claimer die. Answers {{node, when it died, …}, {room, …}}.
local nodes_key = KEYS[1] -- [zset] node -> end of its lease
local dead_key = KEYS[2] -- [hash] dead node -> `died|claimed until`
local due_key = KEYS[3] -- [zset] rooms to be looked at
local claim = tonumber(ARGV[1]) -- [ms]
local most = ARGV[2] -- [number] rooms at once
local ttl = ARGV[3] -- [ms] of the list of dead nodes
local time = now()

local ended = redis.call('ZRANGEBYSCORE', nodes_key, '-inf', string.format('%.0f', time), 'WITHSCORES')
for i = 1, #ended, 2 do
  redis.call('ZREM', nodes_key, ended[i])
  redis.call('HSET', dead_key, ended[i], string.format('%.0f|0', tonumber(ended[i + 1])))
  redis.call('PEXPIRE', dead_key, ttl)
end
local nodes = {}
local dead = redis.call('HGETALL', dead_key)
for i = 1, #dead, 2 do
  local died, claimed = string.match(dead[i + 1], '^(%d+)|(%d+)$')
  if tonumber(claimed) <= time then
    redis.call('HSET', dead_key, dead[i], string.format('%s|%.0f', died, time + claim))
    nodes[#nodes + 1] = dead[i]
    nodes[#nodes + 1] = died
  end
end
local rooms = redis.call('ZRANGEBYSCORE', due_key, '-inf', string.format('%.0f', time), 'LIMIT', 0, most)
for _, room in ipairs(rooms) do
  redis.call('ZADD', due_key, string.format('%.0f', time + claim), room)
end
return { nodes, rooms }
