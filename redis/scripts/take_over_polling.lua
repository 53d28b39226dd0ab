-- include: clock polling
-- The new owner of a session takes what it was handed.
-- Answers {'taken', what the application must know, {packet, …}} | {'gone'}.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what is to be sent first
local id = ARGV[1] -- [string] the session's
local node = ARGV[2] -- [string] the new owner
local session = read_polling(key)
if session.owner ~= node or not session.app then
  return { 'gone' }
end
redis.call('HSET', key, 'state', 'socket')
redis.call('HDEL', key, 'app', 'from')
redis.call('PEXPIRE', key, WEBSOCKET_TTL)
ring_engine(session.from, 'k\n' .. id)
return { 'taken', session.app, all_packets(key, out_key) }
