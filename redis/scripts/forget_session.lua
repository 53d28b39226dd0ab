-- The client said goodbye. Answers {'done'} | {'not_there'}.
local record_key = KEYS[1] -- [hash] what is known of the session
local inbox_key = KEYS[2] -- [stream] what it was to hear
local generation = ARGV[1] -- [number]
if redis.call('HGET', record_key, 'gen') ~= generation then
  return { 'not_there' }
end
redis.call('DEL', record_key, inbox_key)
return { 'done' }
