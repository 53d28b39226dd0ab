-- include: clock states tracker
-- The seed's updateConnectionState, updateIceConnectionState and updateIceGatheringState. Answers {'done'}.
local link_key = KEYS[1] -- [hash]
local from_peers_key = KEYS[2] -- [set] whom the one has links with
local to_peers_key = KEYS[3] -- [set] whom the other has links with
local from = ARGV[1] -- [string]
local to = ARGV[2] -- [string]
local field = ARGV[3] -- [string] connectionState, iceConnectionState or iceGatheringState
local state = ARGV[4] -- [string] the W3C word
local ttl = ARGV[5] -- [ms]
local time = now()
if redis.call('EXISTS', link_key) == 0 then
  acquaint(from_peers_key, to_peers_key, from, to, ttl)
end
track(link_key, field, state, time, ttl)
if field == 'connectionState' and state == 'connected' then
  advance(link_key, 'CONNECTED', false, time, ttl, { 'failures', 0, 'restarts', 0 })
end
return { 'done' }
