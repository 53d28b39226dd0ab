-- A room as it stands. Answers {} for an unknown one, else {seats taken, field, value, …}.
local room_key = KEYS[1] -- [hash]
local seats_key = KEYS[2] -- [hash] user -> seat
local fields = redis.call('HGETALL', room_key)
if #fields == 0 then
  return {}
end
table.insert(fields, 1, redis.call('HLEN', seats_key))
return fields
