-- include: clock polling
-- A session has been opened by a handshake.
-- Answers {'done'}.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what waits for a GET
local owner = ARGV[1] -- [string] node
local patience = ARGV[2] -- [ms] from one sign of life to the latest next one
local ttl = ARGV[3] -- [ms] after the last sign of life
redis.call('HSET', key, 'owner', owner, 'state', 'polling', 'patience', patience, 'ttl', ttl, 'bytes', 0)
expect_sign(key, out_key, { patience = patience, ttl = ttl })
return { 'done' }
