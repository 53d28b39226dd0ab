-- include: link
-- The seed's cleanupRoom: forgets all links of those who sit there. Answers {'done'}.
local seats_key = KEYS[1] -- [hash] user -> seat
local prefix = ARGV[1] -- [string] of the room's keys
for _, user in ipairs(redis.call('HKEYS', seats_key)) do
  forget_links(prefix, user, false)
end
return { 'done' }
