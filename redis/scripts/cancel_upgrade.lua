-- include: clock polling
-- The upgrade came to nothing: long polling goes on.
-- Answers {'done'} | {'gone'}: it was not under way.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what waits for a GET
local id = ARGV[1] -- [string] the session's
local probe = ARGV[2] -- [string] names the WebSocket
local session = read_polling(key)
if session.state ~= 'probing' or session.probe ~= probe then
  return { 'gone' }
end
redis.call('HSET', key, 'state', 'polling')
redis.call('HDEL', key, 'probe')
expect_sign(key, out_key, session)
ring_engine(session.owner, 'r\n' .. id)
return { 'done' }
