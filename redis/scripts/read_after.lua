-- What stands in an inbox after an offset. Answers {'entries', offset, entry, …} | {'gap'} where it does not follow without a gap |
-- {'forked'} where something else stands at the offset, or nothing yet: what stood there is lost.
local record_key = KEYS[1] -- [hash] what is known of the session
local inbox_key = KEYS[2] -- [stream] what it is to hear
local generation = ARGV[1] -- [number]
local after = ARGV[2] -- [string] an offset; 0-0 for all
local limit = ARGV[3] -- [number] entries
if redis.call('HGET', record_key, 'gen') ~= generation then
  return { 'gap' }
end
if after == '0-0' then
  local first = redis.call('XRANGE', inbox_key, '-', '+', 'COUNT', 1)[1]
  if not first or string.sub(first[1], 1, 2) ~= '1-' then
    return { 'gap' }
  end
elseif #redis.call('XRANGE', inbox_key, after, after) == 0 then
  local first = redis.call('XRANGE', inbox_key, '-', '+', 'COUNT', 1)[1]
  if first and tonumber(string.match(after, '^%d+')) < tonumber(string.match(first[1], '^%d+')) then
    return { 'gap' }
  end
  return { 'forked' }
end
local answer = { 'entries' }
for _, entry in ipairs(redis.call('XRANGE', inbox_key, '(' .. after, '+', 'COUNT', limit)) do
  answer[#answer + 1] = entry[1]
  answer[#answer + 1] = entry[2][2]
end
return answer
