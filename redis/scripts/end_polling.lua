-- include: clock polling
-- A session on long polling ends.
-- Answers {'done'} | {'gone'}: it has ended already, or is on a WebSocket.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what waits for a GET
local id = ARGV[1] -- [string] the session's
local last = ARGV[2] -- [string] the packet that says so
local linger = tonumber(ARGV[3]) -- [ms] for which a GET that comes is told too
local lost = ARGV[4] -- [string] request and node of a GET whose client is gone; empty for none
local why = ARGV[5] -- [string] what its owner is told; empty for nothing
local session = read_polling(key)
if lost ~= '' and session.get == lost then
  session.get = nil
  redis.call('HDEL', key, 'get')
end
if not session.state or session.state == 'closed' or session.state == 'socket' then
  return { 'gone' }
end
close_polling(key, out_key, session, last, linger)
if why ~= '' then
  ring_engine(session.owner, 'x\n' .. id .. '\n' .. why)
end
return { 'done' }
