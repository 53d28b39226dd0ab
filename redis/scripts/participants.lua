-- include: members
-- Who sits in a room. Answers {user, seat, profile, …}.
local seats_key = KEYS[1] -- [hash] user -> seat
local profiles_key = KEYS[2] -- [hash] user -> JSON
return members(seats_key, profiles_key, false)
