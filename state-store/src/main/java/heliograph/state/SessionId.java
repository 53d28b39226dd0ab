package heliograph.state;

/**
 * One session of a user on one connection: the Socket.IO socket id, or its like on the plain
 * WebSocket, and which of the session's connections this is. A session that is resumed on another
 * connection keeps its id and gets the next generation; what the older connection still says or
 * hears is then nobody's (socketio-facts C6).
 *
 * @param id unguessable; 1 to 64 characters, no control characters and no {@code ~}
 * @param generation 1 for the first connection
 */
public record SessionId(String id, long generation) {
    /** The longest id that is taken, in UTF-16 units. */
    public static final int MAX_LENGTH = 64;

    private static final char MARK = '~';

    /**
     * Refuses what cannot be an identity.
     *
     * @throws IllegalArgumentException if {@code id} is blank, too long or holds a control
     *     character or {@code ~}, or the generation is not positive
     */
    public SessionId {
        Identities.check(id, MAX_LENGTH);
        if (id.indexOf(MARK) >= 0 || generation < 1) {
            throw new IllegalArgumentException("must be an id without ~ and a generation from 1");
        }
    }

    /** The first connection of a new session. */
    public SessionId(String id) {
        this(id, 1);
    }

    /**
     * From {@link #value()}.
     *
     * @throws IllegalArgumentException if {@code value} is none
     */
    public static SessionId parse(String value) {
        int mark = value.indexOf(MARK);
        if (mark < 0) {
            throw new IllegalArgumentException("expected <id>~<generation>");
        }
        return new SessionId(
                value.substring(0, mark), Long.parseLong(value, mark + 1, value.length(), 10));
    }

    /** The same session on its next connection. */
    public SessionId next() {
        return new SessionId(id, generation + 1);
    }

    /** How scripts and seats spell it. */
    public String value() {
        return id + MARK + generation;
    }

    @Override
    public String toString() {
        return value();
    }
}
