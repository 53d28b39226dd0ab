-- include: clock polling
-- The client has changed to the WebSocket. Where that is at the owner's, what waits is handed out; otherwise the owner is asked to
-- hand the session over.
-- Answers {'own', {packet, …}} | {'moving'} | {'refused'}.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what waits for a GET
local id = ARGV[1] -- [string] the session's
local probe = ARGV[2] -- [string] names the WebSocket
local node = ARGV[3] -- [string] where it is
local session = read_polling(key)
if session.state ~= 'probing' or session.probe ~= probe then
  return { 'refused' }
end
if session.post then
  -- A client that has not finished with the one transport has no business on the other.
  close_polling(key, out_key, session, '1', 0)
  ring_engine(session.owner, 'x\n' .. id .. '\nprotocol')
  return { 'refused' }
end
if session.owner == node then
  redis.call('HSET', key, 'state', 'socket')
  local packets = all_packets(key, out_key)
  redis.call('PEXPIRE', key, WEBSOCKET_TTL)
  return { 'own', packets }
end
redis.call('HSET', key, 'state', 'moving')
if ring_engine(session.owner, 'm\n' .. id .. '\n' .. node) == 0 then
  redis.call('DEL', key, out_key)
  return { 'refused' }
end
return { 'moving' }
