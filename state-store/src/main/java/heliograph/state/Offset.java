package heliograph.state;

/**
 * Names one entry of one inbox: its place, and when it was written. Two histories that differ (a
 * replica was promoted that lacked the tail) have different entries at the same place.
 *
 * @param position 1 for the first entry of a session, without gaps
 * @param nonce microseconds since 1970 by Redis's clock when the entry was written
 */
public record Offset(long position, long nonce) {
    /** Before the first entry. */
    public static final Offset START = new Offset(0, 0);

    private static final int MAX_DIGITS = 18;

    /** Refuses negative numbers. */
    public Offset {
        if (position < 0 || nonce < 0) {
            throw new IllegalArgumentException("expected two numbers that are not negative");
        }
    }

    /**
     * From its form on the wire, which is also the id of the stream's entry.
     *
     * @throws IllegalArgumentException if {@code text} is none
     */
    public static Offset parse(String text) {
        int dash = text.indexOf('-');
        if (dash < 1 || dash > MAX_DIGITS || text.length() - dash - 1 > MAX_DIGITS) {
            throw new IllegalArgumentException("expected <position>-<nonce>");
        }
        return new Offset(
                Long.parseLong(text, 0, dash, 10),
                Long.parseLong(text, dash + 1, text.length(), 10));
    }

    @Override
    public String toString() {
        return position + "-" + nonce;
    }
}
