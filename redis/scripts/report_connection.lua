-- include: clock limit seat inbox states tracker link restarts room
-- A client's report on its connection to another. `connected` clears the counters; `failed` counts, unless it restates a failure within
-- the cool-down, and decides who restarts; what the reporter is to do is put into its inbox.
-- Answers {'noted'} | {'restart', attempt} | {'gave_up'} | {'not_seated'} | {'rate_limited', ms}.
local rate_key = KEYS[1] -- [string] events of the sender in the window
local seats_key = KEYS[2] -- [hash] user -> seat
local link_key = KEYS[3] -- [hash] reporter -> other
local back_key = KEYS[4] -- [hash] other -> reporter
local from_peers_key = KEYS[5] -- [set] whom the reporter has links with
local to_peers_key = KEYS[6] -- [set] whom the other has links with
local restarts_key = KEYS[7] -- [hash] link -> a restart that is to be asked for later
local due_key = KEYS[8] -- [zset] rooms to be looked at

local from = ARGV[1] -- [string] the reporter
local to = ARGV[2] -- [string] the other
local session = ARGV[3] -- [string] the reporter's session
local connection = ARGV[4] -- [string] RTCPeerConnectionState, or empty
local ice = ARGV[5] -- [string] RTCIceConnectionState, or empty
local gathering = ARGV[6] -- [string] RTCIceGatheringState, or empty
local limit = tonumber(ARGV[7]) -- [number] events a window
local rate_window = ARGV[8] -- [ms]
local max_failures = tonumber(ARGV[9]) -- [number]
local max_restarts = tonumber(ARGV[10]) -- [number]
local cooldown = tonumber(ARGV[11]) -- [ms]
local ttl = ARGV[12] -- [ms] of a link
local restart_event = ARGV[13] -- [string] name and data for who is to restart, a line each
local give_up_event = ARGV[14] -- [string] name and data for whom no restart is left
local room = ARGV[15] -- [string]

local left = over_limit(rate_key, limit, rate_window)
if left > 0 then
  return { 'rate_limited', left }
end
local seats = redis.call('HMGET', seats_key, from, to)
local seat = read_seat(seats[1])
if not seat or seat.session ~= session then
  return { 'not_seated' }
end
local time = now()
if redis.call('EXISTS', link_key) == 0 then
  if not seats[2] then
    return { 'noted' } -- nothing is remembered of somebody who was never here
  end
  acquaint(from_peers_key, to_peers_key, from, to, ttl)
end

if gathering ~= '' then
  track(link_key, 'iceGatheringState', gathering, time, ttl)
end
if ice ~= '' then
  track(link_key, 'iceConnectionState', ice, time, ttl)
end
if connection ~= '' then
  track(link_key, 'connectionState', connection, time, ttl)
end
local state = connection ~= '' and connection or ice

if connection == 'connected' then
  advance(link_key, 'CONNECTED', false, time, ttl, { 'failures', 0, 'restarts', 0 })
  redis.call('HDEL', link_key, 'failedAt')
  return { 'noted' }
end
if state ~= 'failed' then
  if state ~= '' then
    redis.call('HDEL', link_key, 'failedAt') -- the next failure is another one
  end
  return { 'noted' }
end
local failed_at = tonumber(redis.call('HGET', link_key, 'failedAt'))
if failed_at and time - failed_at < cooldown then
  return { 'noted' } -- one failure is told by several states, one after the other
end
local failures = count_failure(link_key, time, max_failures, ttl)
local may, last = may_restart(link_key, back_key, time, max_restarts, cooldown)
if failures >= max_failures or may == 'used_up' then
  tell(seat, 'e', give_up_event)
  return { 'gave_up' }
end
if may == 'later' then
  -- Of two sides with one failure only one is asked. Of another failure within the cool-down nobody would take care.
  if has_risen_since(link_key, last) then
    put_off(restarts_key, link_name(from, to), time, restart_event, ttl)
    look_again(due_key, room, last + cooldown, ttl)
  end
  return { 'noted' }
end
advance(link_key, 'RESTARTING', 'restarts', time, ttl, { 'restartAt', string.format('%.0f', time) })
tell(seat, 'e', restart_event)
return { 'restart', redis.call('HGET', link_key, 'restarts') }
