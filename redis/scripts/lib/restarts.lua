-- Restarts that a cool-down put off: link -> when it failed and, behind a line break, the event for its owner.

-- States of a connection on its way up, or there.
local RISING = { connecting = true, connected = true, checking = true, completed = true }

-- Whether the link has come up, or tried to, since a time: a failure after that is another one.
local function has_risen_since(link_key, since)
  for at, what, state in string.gmatch(redis.call('HGET', link_key, 'history') or '', '(%d+),(%a+),([^;]*);') do
    if (what == 'connection' or what == 'ice') and RISING[state] and tonumber(at) >= since then
      return true
    end
  end
  return false
end

local function put_off(restarts_key, name, failed_at, event, ttl)
  redis.call('HSET', restarts_key, name, string.format('%.0f', failed_at) .. '\n' .. event)
  redis.call('PEXPIRE', restarts_key, ttl)
end

-- Asks for what is due. A restart stands as long as its link is in the same failure and neither side was asked since. Answers when the
-- next one is due.
local function ask_for_restarts(prefix, seats_key, time, max_restarts, cooldown, ttl)
  local restarts_key = prefix .. 'restarts'
  local next_due = math.huge
  local all = redis.call('HGETALL', restarts_key)
  for i = 1, #all, 2 do
    local length, users = string.match(all[i], '^(%d+):(.*)$')
    local from, to = string.sub(users, 1, length), string.sub(users, length + 2)
    local failed, event = string.match(all[i + 1], '^(%d+)\n(.*)$')
    local link_key = link_keys(prefix, from, to)
    local seat = read_seat(redis.call('HGET', seats_key, from))
    local may, last = may_restart(link_key, link_keys(prefix, to, from), time, max_restarts, cooldown)
    local stands = seat and may ~= 'used_up' and last <= tonumber(failed) and redis.call('HGET', link_key, 'failedAt') == failed
    if stands and may == 'later' then
      next_due = math.min(next_due, last + cooldown)
    else
      redis.call('HDEL', restarts_key, all[i])
    end
    if stands and may == 'yes' then
      local at = string.format('%.0f', time)
      advance(link_key, 'RESTARTING', 'restarts', time, ttl, { 'restartAt', at, 'failedAt', at })
      if seat.away > 0 then
        append(seat.session, 'e\n' .. event, arrival())
      else
        tell(seat, 'e', event)
      end
    end
  end
  return next_due
end
