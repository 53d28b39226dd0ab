-- The seed's cleanup: forgets one link. Answers {'done'}.
local link_key = KEYS[1] -- [hash]
local seen_key = KEYS[2] -- [hash]
local cand_key = KEYS[3] -- [hash]
redis.call('DEL', link_key, seen_key, cand_key)
return { 'done' }
