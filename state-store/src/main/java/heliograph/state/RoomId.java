package heliograph.state;

/**
 * A room, as clients name it in {@code roomId}.
 *
 * @param value 1 to 128 characters, no control characters
 */
public record RoomId(String value) {
    /** The longest value that is taken, in UTF-16 units. */
    public static final int MAX_LENGTH = 128;

    /**
     * Refuses what cannot be an identity.
     *
     * @throws IllegalArgumentException if {@code value} is blank, too long or holds a control
     *     character
     */
    public RoomId {
        Identities.check(value, MAX_LENGTH);
    }

    @Override
    public String toString() {
        return value;
    }
}
