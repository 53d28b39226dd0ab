-- include: clock epoch
-- Says that a node lives. Answers {'held', epoch} | {'lost', epoch} where the lease had ended and others have begun to clean up. A lost
-- one is taken anew only by who says so: the answer may never arrive, and then the next call must get the same.
local nodes_key = KEYS[1] -- [zset] node -> end of its lease
local rooms_key = KEYS[2] -- [zset] all rooms
local due_key = KEYS[3] -- [zset] rooms to be looked at
local epoch_key = KEYS[4] -- [string] name of the present epoch
local node = ARGV[1] -- [string]
local lease = tonumber(ARGV[2]) -- [ms]
local first = ARGV[3] == '1' -- [flag] this node knows that it holds none
local room_ttl = tonumber(ARGV[4]) -- [ms]
local held = first or redis.call('ZSCORE', nodes_key, node)
if held then
  redis.call('ZADD', nodes_key, string.format('%.0f', now() + lease), node)
end
local ttl = math.max(10 * lease, room_ttl)
redis.call('PEXPIRE', nodes_key, ttl)
redis.call('PEXPIRE', rooms_key, 2 * room_ttl)
redis.call('PEXPIRE', due_key, 2 * room_ttl)
local epoch = current_epoch(epoch_key, ttl)
redis.call('PEXPIRE', epoch_key, ttl)
return { held and 'held' or 'lost', epoch }
