package heliograph.state;

/**
 * Someone in a room.
 *
 * @param user who
 * @param profile the display fields as a JSON object, exactly as given at the join
 * @param media what is switched on
 * @param joinedAt milliseconds since 1970, Redis's clock
 * @param order a number that grows with every join of the room: of two, the one with the greater
 *     order is the polite side
 * @param present false while the connection is lost and the seat is kept
 */
public record Participant(
        UserId user, String profile, Media media, long joinedAt, long order, boolean present) {}
