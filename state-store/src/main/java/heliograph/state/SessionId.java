package heliograph.state;

/**
 * One live connection of a user: the Socket.IO socket id, or its like on the plain WebSocket.
 * Unguessable.
 *
 * @param value 1 to 64 characters, no control characters
 */
public record SessionId(String value) {
    /** The longest value that is taken, in UTF-16 units. */
    public static final int MAX_LENGTH = 64;

    /**
     * Refuses what cannot be an identity.
     *
     * @throws IllegalArgumentException if {@code value} is blank, too long or holds a control
     *     character
     */
    public SessionId {
        Identities.check(value, MAX_LENGTH);
    }

    @Override
    public String toString() {
        return value;
    }
}
