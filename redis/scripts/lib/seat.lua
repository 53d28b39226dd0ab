-- A seat is node, session, order, joinedAt, media and awayUntil between tabs, which no identity can hold: media three flags (audio,
-- video, screen), awayUntil 0 while the connection lives.

local function read_seat(text)
  if not text then
    return nil
  end
  local node, session, order, joined, media, away = string.match(text, '^([^\t]*)\t([^\t]*)\t(%d+)\t(%d+)\t(%d+)\t(%d+)$')
  return {
    node = node,
    session = session,
    order = tonumber(order),
    joined = tonumber(joined),
    media = media,
    away = tonumber(away),
  }
end

local function write_seat(seat)
  return string.format('%s\t%s\t%d\t%.0f\t%s\t%.0f', seat.node, seat.session, seat.order, seat.joined, seat.media, seat.away)
end

-- Publications: kind, the sessions they are for (between tabs), then the parts of that kind, a line each; the last part may hold anything.
local function ring(node, kind, sessions, rest)
  redis.call('PUBLISH', 'hg:node:' .. node, kind .. '\n' .. sessions .. '\n' .. rest)
end

-- Rings every present member of a room but `except` (false for nobody), one publication a node.
local function ring_room(seats_key, except, kind, rest)
  local all = redis.call('HGETALL', seats_key)
  local nodes = {}
  local sessions = {}
  for i = 1, #all, 2 do
    if all[i] ~= except then
      local seat = read_seat(all[i + 1])
      if seat.away == 0 then
        if not sessions[seat.node] then
          sessions[seat.node] = {}
          nodes[#nodes + 1] = seat.node
        end
        table.insert(sessions[seat.node], seat.session)
      end
    end
  end
  for _, node in ipairs(nodes) do
    ring(node, kind, table.concat(sessions[node], '\t'), rest)
  end
end
