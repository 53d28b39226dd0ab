-- A node without a lease gets no seats: nobody would know of its death. Leases are taken and ended by their time alone, so every seat
-- that was given under a lease is older than its end, and every seat given later is not.
local function has_lease(nodes_key, node)
  local ends = redis.call('ZSCORE', nodes_key, node)
  return ends and tonumber(ends) > now()
end
