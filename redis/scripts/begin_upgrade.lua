-- include: clock polling
-- A WebSocket wants to take a session over from long polling: the heartbeat pauses, and GETs are answered at once.
-- Answers {'begun'} | {'refused'}.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what waits for a GET
local id = ARGV[1] -- [string] the session's
local probe = ARGV[2] -- [string] names the WebSocket
local session = read_polling(key)
if session.state ~= 'polling' or has_expired(key, out_key, id, session) then
  return { 'refused' }
end
redis.call('HSET', key, 'state', 'probing', 'probe', probe)
redis.call('HDEL', key, 'due')
ring_engine(session.owner, 'p\n' .. id .. '\n' .. probe)
if session.get then
  wake(session.get)
end
return { 'begun' }
