-- The client has everything up to an offset: older entries go, that one stays as the proof of the position. The session lives on.
-- Answers {'done'} | {'not_there'}.
local record_key = KEYS[1] -- [hash] what is known of the session
local inbox_key = KEYS[2] -- [stream] what it is to hear
local generation = ARGV[1] -- [number]
local offset = ARGV[2] -- [string]
local ttl = ARGV[3] -- [ms] of a session
local known = redis.call('HMGET', record_key, 'gen', 'pos')
if known[1] ~= generation then
  return { 'not_there' }
end
-- What is beyond the end was said in a history that is lost: nothing here was heard for certain.
if tonumber(string.match(offset, '^%d+')) <= tonumber(known[2]) then
  redis.call('XTRIM', inbox_key, 'MINID', offset)
end
redis.call('PEXPIRE', record_key, ttl)
redis.call('PEXPIRE', inbox_key, ttl)
return { 'done' }
