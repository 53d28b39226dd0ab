-- include: clock polling
-- The body of a POST, for the owner of the session.
-- Answers {'passed'} | {'unheard'} (the owner is not there) | {'second'} | {'upgraded'} | {'unknown'}.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what waits for a GET
local id = ARGV[1] -- [string] the session's
local request = ARGV[2] -- [string]
local node = ARGV[3] -- [string] that has it
local body = ARGV[4] -- [string]

local session = read_polling(key)
if not session.state or session.state == 'closed' then
  return { 'unknown' }
end
if session.state == 'moving' or session.state == 'socket' then
  return { 'upgraded' }
end
if has_expired(key, out_key, id, session) then
  return { 'unknown' }
end
local own = request .. ' ' .. node
if session.post and session.post ~= own then
  close_polling(key, out_key, session, '1', 0)
  ring_engine(session.owner, 'x\n' .. id .. '\nprotocol')
  return { 'second' }
end
if ring_engine(session.owner, 'b\n' .. id .. '\n' .. request .. '\n' .. node .. '\n' .. body) == 0 then
  return { 'unheard' }
end
redis.call('HSET', key, 'post', own)
return { 'passed' }
