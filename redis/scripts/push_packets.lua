-- include: clock polling
-- The owner sends packets to the client, behind those that wait; without packets it asks how many bytes wait.
-- Answers {'queued', bytes that wait} | {'gone'}: the session has ended, or is another node's.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what waits for a GET
local node = ARGV[1] -- [string] that sends them
local session = read_polling(key)
if session.owner ~= node or session.state == 'closed' then
  return { 'gone' }
end
local size = 0
for i = 2, #ARGV do
  redis.call('RPUSH', out_key, ARGV[i])
  size = size + 1 + #ARGV[i]
end
redis.call('PEXPIRE', out_key, session.ttl)
if session.get and #ARGV > 1 then
  wake(session.get)
end
return { 'queued', redis.call('HINCRBY', key, 'bytes', size) }
