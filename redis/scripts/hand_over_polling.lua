-- include: clock polling
-- The owner of a session gives it to the node where its WebSocket is.
-- Answers {'handed'} | {'gone'}: that node is not there, or the session is not to be moved.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what is to be sent first
local id = ARGV[1] -- [string] the session's
local owner = ARGV[2] -- [string] node
local node = ARGV[3] -- [string] the next owner
local app = ARGV[4] -- [string] what the application must know to go on
local session = read_polling(key)
if session.state ~= 'moving' or session.owner ~= owner then
  return { 'gone' }
end
redis.call('HSET', key, 'owner', node, 'from', owner, 'app', app)
if ring_engine(node, 'h\n' .. id) == 0 then
  redis.call('DEL', key, out_key)
  return { 'gone' }
end
return { 'handed' }
