-- include: clock polling
-- The node that holds a GET gives it back unanswered.
-- Answers {'done'} | {'gone'}: it is not waited for (any more).
local key = KEYS[1] -- [hash] the session
local own = ARGV[1] .. ' ' .. ARGV[2] -- [string] request and node
if redis.call('HGET', key, 'get') ~= own then
  return { 'gone' }
end
redis.call('HDEL', key, 'get')
return { 'done' }
