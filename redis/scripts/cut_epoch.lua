-- include: clock epoch
-- A node has found that writes were lost: sessions of the present epoch cannot be resumed whole. Many find the same; the first one's
-- cut counts. Answers {the present epoch}.
local epoch_key = KEYS[1] -- [string] name of the present epoch
local seen = ARGV[1] -- [string] in which the node found it
local ttl = ARGV[2] -- [ms]
local epoch = redis.call('GET', epoch_key)
-- An older one than was seen is that of a replica that lacks the cut: names are times.
if not epoch or tonumber(epoch) <= (tonumber(seen) or 0) then
  epoch = begin_epoch(epoch_key, ttl)
end
return { epoch }
