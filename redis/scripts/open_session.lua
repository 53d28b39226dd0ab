-- include: clock epoch
-- Opens a session, whose inbox begins with the greeting; that is not published. Answers {offset of the greeting, its epoch}.
local record_key = KEYS[1] -- [hash] what is known of the session
local inbox_key = KEYS[2] -- [stream] what it is to hear
local epoch_key = KEYS[3] -- [string] name of the present epoch
local secret = ARGV[1] -- [string]
local user = ARGV[2] -- [string]
local node = ARGV[3] -- [string]
local event = ARGV[4] -- [string] name and data of the greeting, a line each
local limit = ARGV[5] -- [number] entries that the inbox keeps
local ttl = ARGV[6] -- [ms] of a session
local epoch_ttl = ARGV[7] -- [ms]
local born = arrival()
local offset = '1-' .. born
local epoch = current_epoch(epoch_key, epoch_ttl)
redis.call('DEL', record_key, inbox_key)
redis.call('HSET', record_key, 'user', user, 'secret', secret, 'node', node, 'gen', 1, 'pos', 1, 'born', born,
  'epoch', epoch, 'limit', limit)
redis.call('XADD', inbox_key, offset, 'e', 'e\n' .. event)
redis.call('PEXPIRE', record_key, ttl)
redis.call('PEXPIRE', inbox_key, ttl)
return { offset, epoch }
