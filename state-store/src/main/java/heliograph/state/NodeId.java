package heliograph.state;

/**
 * One start of one gateway process; a restarted gateway is another node.
 *
 * @param value 1 to 64 characters, no control characters
 */
public record NodeId(String value) {
    /** The longest value that is taken, in UTF-16 units. */
    public static final int MAX_LENGTH = 64;

    /**
     * Refuses what cannot be an identity.
     *
     * @throws IllegalArgumentException if {@code value} is blank, too long or holds a control
     *     character
     */
    public NodeId {
        Identities.check(value, MAX_LENGTH);
    }

    @Override
    public String toString() {
        return value;
    }
}
