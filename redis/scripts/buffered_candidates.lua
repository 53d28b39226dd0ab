-- include: clock candidates
-- The seed's getBufferedCandidates, in order. Answers {candidate, sequence, '0' | '1' for applied, …}.
local cand_key = KEYS[1] -- [hash]
local window = tonumber(ARGV[1]) -- [ms]
local answer = {}
for _, entry in ipairs((fresh_candidates(cand_key, now(), window))) do
  answer[#answer + 1] = entry.candidate
  answer[#answer + 1] = entry.raw_sequence
  answer[#answer + 1] = entry.applied and '1' or '0'
end
return answer
