-- A seat is node, session, order, joinedAt, media, awayUntil and since between tabs, which no identity can hold: media three flags
-- (audio, video, screen), awayUntil 0 while the connection lives, since when this node took it (joinedAt stays when a session moves).
-- A ghost, which is a seat that the others were told is left, has in awayUntil when it can no longer be taken again.

local function read_seat(text)
  if not text then
    return nil
  end
  local node, session, order, joined, media, away, since =
    string.match(text, '^([^\t]*)\t([^\t]*)\t(%d+)\t(%d+)\t(%d+)\t(%d+)\t(%d+)$')
  return {
    node = node,
    session = session,
    order = tonumber(order),
    joined = tonumber(joined),
    media = media,
    away = tonumber(away),
    since = tonumber(since),
  }
end

local function write_seat(seat)
  return string.format('%s\t%s\t%d\t%.0f\t%s\t%.0f\t%.0f',
    seat.node, seat.session, seat.order, seat.joined, seat.media, seat.away, seat.since)
end
