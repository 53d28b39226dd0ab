-- What was said to somebody whose connection was lost.

-- Hands it to `take`, in order: descriptions, each followed by its candidates; then candidates of descriptions that had arrived before.
local function hand_over(prefix, user, time, window, take)
  local wait_key = prefix .. 'wait:' .. user
  local function release(from, ufrag)
    local link_key, _, cand_key = link_keys(prefix, from, user)
    release_candidates(link_key, cand_key, ufrag, time, window, take)
  end
  for _, entry in ipairs(redis.call('LRANGE', wait_key, 0, -1)) do
    local from, ufrag, said = string.match(entry, '^([^\n]*)\n([^\n]*)\n(.*)$')
    take(said)
    release(from, ufrag)
  end
  redis.call('DEL', wait_key)
  for _, other in ipairs(redis.call('SMEMBERS', prefix .. 'peers:' .. user)) do
    local link = redis.call('HMGET', (link_keys(prefix, other, user)), 'ufrag', 'held')
    if link[1] and (tonumber(link[2]) or 0) > 0 then
      release(other, link[1])
    end
  end
end
