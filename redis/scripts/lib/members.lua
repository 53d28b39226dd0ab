-- Who sits there but `except` (false for nobody), as {user, seat, profile, …}.
local function members(seats_key, profiles_key, except)
  local profiles = {}
  local all = redis.call('HGETALL', profiles_key)
  for i = 1, #all, 2 do
    profiles[all[i]] = all[i + 1]
  end
  local list = {}
  all = redis.call('HGETALL', seats_key)
  for i = 1, #all, 2 do
    if all[i] ~= except then
      list[#list + 1] = all[i]
      list[#list + 1] = all[i + 1]
      list[#list + 1] = profiles[all[i]] or '{}'
    end
  end
  return list
end
