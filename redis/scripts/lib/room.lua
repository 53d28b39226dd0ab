-- Rooms, and how a seat is freed. A room that was made by joining goes with its last seat; one that was created stays for its TTL.

local function touch_room(room_key, seats_key, profiles_key, ghosts_key, ttl)
  redis.call('PEXPIRE', room_key, ttl)
  redis.call('PEXPIRE', seats_key, ttl)
  redis.call('PEXPIRE', profiles_key, ttl)
  redis.call('PEXPIRE', ghosts_key, ttl)
end

-- When the room is to be looked at again, at the latest.
local function look_again(due_key, room, at, ttl)
  redis.call('ZADD', due_key, 'LT', string.format('%.0f', at), room)
  redis.call('PEXPIRE', due_key, 2 * ttl)
end

local function forget_room(room_key, seats_key, profiles_key, ghosts_key, rooms_key, due_key, room)
  redis.call('DEL', room_key, seats_key, profiles_key, ghosts_key)
  redis.call('ZREM', rooms_key, room)
  redis.call('ZREM', due_key, room)
end

-- Takes a user out of a room and tells the others. The profile is left to the caller.
local function free_seat(seats_key, ghosts_key, prefix, room, user)
  redis.call('HDEL', seats_key, user)
  redis.call('DEL', prefix .. 'wait:' .. user)
  forget_links(prefix, user, false)
  tell_all(audience(seats_key, ghosts_key, user), 'l', room .. '\n' .. user)
end

-- Forgets a room that was made by joining, is empty now, and to which nobody may return.
local function close_if_empty(room_key, seats_key, profiles_key, ghosts_key, rooms_key, due_key, room)
  if redis.call('EXISTS', seats_key, ghosts_key) == 0 and redis.call('HGET', room_key, 'made') == 'joined' then
    forget_room(room_key, seats_key, profiles_key, ghosts_key, rooms_key, due_key, room)
  end
end
