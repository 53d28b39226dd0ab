package heliograph.state;

/**
 * Who speaks: a user on one live session. Every signal names it, so that a session that was
 * replaced can no longer speak.
 *
 * @param user whose seat
 * @param session the connection that holds it
 */
public record Seat(UserId user, SessionId session) {}
