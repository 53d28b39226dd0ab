-- include: clock link
-- The seed's cleanupStaleConnections: links of those who sit there, without a state change for too long, are forgotten.
-- Connections that are up have no changes to report and stay. Answers {how many}.
local seats_key = KEYS[1] -- [hash] user -> seat
local prefix = ARGV[1] -- [string] of the room's keys
local stale_after = tonumber(ARGV[2]) -- [ms]
local time = now()
local forgotten = 0
for _, user in ipairs(redis.call('HKEYS', seats_key)) do
  for _, other in ipairs(redis.call('SMEMBERS', prefix .. 'peers:' .. user)) do
    local link_key = link_keys(prefix, user, other)
    local known = redis.call('HMGET', link_key, 'changedAt', 'connectionState')
    if known[1] and known[2] ~= 'connected' and time - tonumber(known[1]) >= stale_after then
      redis.call('DEL', link_key)
      forgotten = forgotten + 1
    end
  end
end
return { forgotten }
