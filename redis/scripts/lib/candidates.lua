-- The candidate buffer of one link: digest -> `arrival|sequence|ufrag|applied|length|candidate` and, until it is applied, the event
-- for the target behind the candidate, whose length in bytes stands before it.

local function read_candidate(text)
  local arrived, sequence, ufrag, applied, length, rest =
    string.match(text, '^(%d+)|([^|]*)|([^|]*)|(%d)|(%d+)|(.*)$')
  length = tonumber(length)
  return {
    arrived = arrived,
    sequence = tonumber(sequence),
    raw_sequence = sequence,
    ufrag = ufrag,
    applied = applied == '1',
    candidate = string.sub(rest, 1, length),
    event = string.sub(rest, length + 1),
  }
end

local function write_candidate(entry)
  return table.concat({
    entry.arrived,
    entry.raw_sequence,
    entry.ufrag,
    entry.applied and '1' or '0',
    #entry.candidate,
    entry.candidate .. (entry.applied and '' or entry.event),
  }, '|')
end

local function is_stale(entry, time, window)
  return time - tonumber(string.sub(entry.arrived, 1, -4)) >= window
end

-- Whether there is an entry and it is fresh; takes its text.
local function is_fresh(text, time, window)
  return text and time - tonumber(string.sub(string.match(text, '^%d+'), 1, -4)) < window
end

local function put_candidate(cand_key, digest, entry, window)
  redis.call('HSET', cand_key, digest, write_candidate(entry))
  redis.call('PEXPIRE', cand_key, window)
end

-- By sequence; one without stands where it arrived, behind what arrived before it.
local function in_order(entries)
  table.sort(entries, function(a, b)
    return a.arrived < b.arrived
  end)
  local last = -math.huge
  for i, entry in ipairs(entries) do
    entry.rank = entry.sequence or last
    entry.place = i
    last = math.max(last, entry.rank)
  end
  table.sort(entries, function(a, b)
    if a.rank ~= b.rank then
      return a.rank < b.rank
    end
    return a.place < b.place
  end)
  return entries
end

-- What is fresh, in order; what is stale goes.
local function fresh_candidates(cand_key, time, window)
  local entries = {}
  local dropped = 0
  local all = redis.call('HGETALL', cand_key)
  for i = 1, #all, 2 do
    local entry = read_candidate(all[i + 1])
    if is_stale(entry, time, window) then
      redis.call('HDEL', cand_key, all[i])
      dropped = dropped + 1
    else
      entry.digest = all[i]
      entries[#entries + 1] = entry
    end
  end
  return in_order(entries), dropped
end

-- Whether a candidate belongs to a generation: the ufrags of a description with spaces between them, one each where media are not bundled.
local function is_of(generation, ufrag)
  return ufrag == generation
    or (string.find(generation, ' ', 1, true) and string.find(' ' .. generation .. ' ', ' ' .. ufrag .. ' ', 1, true)) ~= nil
end

-- Hands the held candidates of `generation` to `take`, in order; they count as applied. The link knows how many stay held.
-- An entry without an event was put there by the seed's bufferCandidate: there is nothing to hand over.
local function release_candidates(link_key, cand_key, generation, time, window, take)
  local held = 0
  for _, entry in ipairs((fresh_candidates(cand_key, time, window))) do
    if not entry.applied and entry.event ~= '' then
      if take and (generation == '' or entry.ufrag == '' or is_of(generation, entry.ufrag)) then
        take(entry.event)
        entry.applied = true
        redis.call('HSET', cand_key, entry.digest, write_candidate(entry))
      else
        held = held + 1
      end
    end
  end
  if held == 0 then
    redis.call('HDEL', link_key, 'held')
  elseif redis.call('EXISTS', link_key) == 1 then
    redis.call('HSET', link_key, 'held', held)
  end
end

-- A description of `generation` was said: candidates of other generations go, also applied ones that name none (the end of
-- candidates says itself once in each generation). What is held of this one is handed to `take`, if there is one.
local function begin_generation(link_key, cand_key, before, generation, time, window, take)
  if redis.call('EXISTS', cand_key) == 0 then
    redis.call('HDEL', link_key, 'held')
    return
  end
  if generation ~= '' then
    local is_next = before and before ~= '' and before ~= generation
    local all = redis.call('HGETALL', cand_key)
    for i = 1, #all, 2 do
      local entry = read_candidate(all[i + 1])
      if entry.ufrag == '' and is_next and entry.applied or entry.ufrag ~= '' and not is_of(generation, entry.ufrag) then
        redis.call('HDEL', cand_key, all[i])
      end
    end
  end
  release_candidates(link_key, cand_key, generation, time, window, take)
end
