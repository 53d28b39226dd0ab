package heliograph.state;

/**
 * A user, as the token names it.
 *
 * @param value 1 to 128 characters, no control characters
 */
public record UserId(String value) {
    /** The longest value that is taken, in UTF-16 units. */
    public static final int MAX_LENGTH = 128;

    /**
     * Refuses what cannot be an identity.
     *
     * @throws IllegalArgumentException if {@code value} is blank, too long or holds a control
     *     character
     */
    public UserId {
        Identities.check(value, MAX_LENGTH);
    }

    @Override
    public String toString() {
        return value;
    }
}
