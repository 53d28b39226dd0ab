-- include: clock polling
-- A GET, or one that was woken: takes what waits, or begins to wait.
-- Answers {'packets', {packet, …}} | {'wait', owner, ms until the session expires} | {'soon'} (an upgrade is under way, ask again) |
-- {'second'} | {'upgraded'} | {'unknown'}.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what waits for a GET
local id = ARGV[1] -- [string] the session's
local own = ARGV[2] .. ' ' .. ARGV[3] -- [string] request and node
local again = ARGV[4] == '1' -- it has asked before
local max = tonumber(ARGV[5]) -- [bytes] of a body

local session = read_polling(key)
local mine = not session.get or session.get == own
if session.state and session.state ~= 'closed' and has_expired(key, out_key, id, session) then
  session.state = 'closed'
end
if not session.state or (session.state == 'closed' and not mine) then
  return { 'unknown' }
end
if session.state == 'closed' then
  local packets = take_packets(key, out_key, max)
  if redis.call('EXISTS', out_key) == 0 then
    redis.call('DEL', key)
  else
    redis.call('HDEL', key, 'get')
  end
  if #packets == 0 then
    return { 'unknown' }
  end
  return { 'packets', packets }
end
if session.state == 'moving' or session.state == 'socket' then
  return { 'upgraded' }
end
if not mine then
  close_polling(key, out_key, session, '1', 0)
  ring_engine(session.owner, 'x\n' .. id .. '\nprotocol')
  return { 'second' }
end
local packets = take_packets(key, out_key, max)
if #packets > 0 then
  redis.call('HDEL', key, 'get')
  return { 'packets', packets }
end
if session.state == 'probing' and again then
  redis.call('HDEL', key, 'get')
  return { 'packets', { '6' } }
end
redis.call('HSET', key, 'get', own)
if session.state == 'probing' then
  return { 'soon' }
end
return { 'wait', session.owner, session.due - now() }
