-- include: inbox
-- Where inboxes stand. Answers {session, offset of its last entry, …} of those sessions of ARGV that are there.
local answer = {}
for _, session in ipairs(ARGV) do
  local record_key, inbox_key, generation = session_keys(session)
  if redis.call('HGET', record_key, 'gen') == generation then
    local last = redis.call('XREVRANGE', inbox_key, '+', '-', 'COUNT', 1)[1]
    if last then
      answer[#answer + 1] = session
      answer[#answer + 1] = last[1]
    end
  end
end
return answer
