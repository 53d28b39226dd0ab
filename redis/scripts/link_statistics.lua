-- include: clock candidates
-- Everything known of a link. Answers {now, buffered, applied, field, value, …}.
local link_key = KEYS[1] -- [hash]
local cand_key = KEYS[2] -- [hash]
local window = tonumber(ARGV[1]) -- [ms] of candidates
local time = now()
local entries = fresh_candidates(cand_key, time, window)
local applied = 0
for _, entry in ipairs(entries) do
  if entry.applied then
    applied = applied + 1
  end
end
local answer = { string.format('%.0f', time), #entries, applied }
for _, part in ipairs(redis.call('HGETALL', link_key)) do
  answer[#answer + 1] = part
end
return answer
