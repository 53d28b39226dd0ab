-- include: clock polling
-- The owner has read a POST; who has it may answer.
-- Answers {'done'} | {'gone'}: the session has ended meanwhile.
local key = KEYS[1] -- [hash] the session
local out_key = KEYS[2] -- [list] what waits for a GET
local request = ARGV[1] -- [string]
local node = ARGV[2] -- [string] that has it
local accepted = ARGV[3] -- [1, or 0 where it could not be read]
local pong = ARGV[4] == '1' -- a pong was in it that was waited for
local session = read_polling(key)
if session.post == request .. ' ' .. node then
  redis.call('HDEL', key, 'post')
end
if pong and session.state == 'polling' then
  expect_sign(key, out_key, session)
end
ring_engine(node, 't\n' .. request .. '\n' .. accepted)
return { session.state and 'done' or 'gone' }
