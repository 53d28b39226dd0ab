-- include: clock states tracker
-- The seed's canRestart: restarts left, and no cool-down of either side. Answers {'yes'} | {'later'} | {'used_up'}.
local link_key = KEYS[1] -- [hash] whose restart it would be
local back_key = KEYS[2] -- [hash] the other direction
local max_restarts = tonumber(ARGV[1]) -- [number]
local cooldown = tonumber(ARGV[2]) -- [ms]
return { (may_restart(link_key, back_key, now(), max_restarts, cooldown)) }
