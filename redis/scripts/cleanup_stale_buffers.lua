-- include: clock link candidates
-- The seed's cleanupStaleBuffers: candidates of those who sit there that are too old. Answers {how many}.
local seats_key = KEYS[1] -- [hash] user -> seat
local prefix = ARGV[1] -- [string] of the room's keys
local window = tonumber(ARGV[2]) -- [ms]
local time = now()
local dropped = 0
for _, user in ipairs(redis.call('HKEYS', seats_key)) do
  for _, other in ipairs(redis.call('SMEMBERS', prefix .. 'peers:' .. user)) do
    local _, _, cand_key = link_keys(prefix, user, other)
    local _, old = fresh_candidates(cand_key, time, window)
    dropped = dropped + old
  end
end
return { dropped }
