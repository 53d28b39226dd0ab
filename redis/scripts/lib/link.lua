-- Links between two users of a room. Their keys are spelled by Java's Keys for the signal at hand; what walks over many links
-- spells them here, from the room's prefix `hg:{room}:`.

local function link_name(from, to)
  return #from .. ':' .. from .. ':' .. to
end

local function link_keys(prefix, from, to)
  local name = link_name(from, to)
  return prefix .. 'link:' .. name, prefix .. 'seen:' .. name, prefix .. 'cand:' .. name
end

local function forget_link(prefix, from, to, keep_messages)
  local link_key, seen_key, cand_key = link_keys(prefix, from, to)
  redis.call('DEL', link_key, cand_key)
  redis.call('HDEL', prefix .. 'restarts', link_name(from, to))
  if keep_messages then
    for _, field in ipairs(redis.call('HKEYS', seen_key)) do
      if string.sub(field, 1, 1) ~= 'm' then
        redis.call('HDEL', seen_key, field)
      end
    end
  else
    redis.call('DEL', seen_key)
  end
end

-- What a user said to somebody who is away.
local function take_back(wait_key, user)
  for _, entry in ipairs(redis.call('LRANGE', wait_key, 0, -1)) do
    if string.sub(entry, 1, #user + 1) == user .. '\n' then
      redis.call('LREM', wait_key, 1, entry)
    end
  end
end

-- Forgets all links of a user, in both directions, and what waits for others. Where message ids are kept, so is with whom the user has to do: whoever frees
-- the seat is to find them.
local function forget_links(prefix, user, keep_messages)
  local peers_key = prefix .. 'peers:' .. user
  for _, other in ipairs(redis.call('SMEMBERS', peers_key)) do
    forget_link(prefix, user, other, keep_messages)
    forget_link(prefix, other, user, keep_messages)
    take_back(prefix .. 'wait:' .. other, user)
    if not keep_messages then
      redis.call('SREM', prefix .. 'peers:' .. other, user)
    end
  end
  if not keep_messages then
    redis.call('DEL', peers_key)
  end
end
