-- Who sits in a room. Answers {user, seat, profile, …}.
local seats_key = KEYS[1] -- [hash] user -> seat
local profiles_key = KEYS[2] -- [hash] user -> JSON
local list = {}
local all = redis.call('HGETALL', seats_key)
for i = 1, #all, 2 do
  list[#list + 1] = all[i]
  list[#list + 1] = all[i + 1]
  list[#list + 1] = redis.call('HGET', profiles_key, all[i]) or '{}'
end
return list
