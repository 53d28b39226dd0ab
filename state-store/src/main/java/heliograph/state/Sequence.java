package heliograph.state;

/**
 * The client's sequence number. A JavaScript number, so a double holds each value exactly.
 *
 * @param value finite
 */
public record Sequence(double value) implements Comparable<Sequence> {
    private static final double LARGEST_EXACT_INTEGER = 9007199254740992.0; // 2^53

    /**
     * Refuses what JSON cannot say.
     *
     * @throws IllegalArgumentException if {@code value} is infinite or not a number
     */
    public Sequence {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("must be a finite number");
        }
        value = value == 0.0 ? 0.0 : value; // -0 and 0 are one sequence
    }

    @Override
    public int compareTo(Sequence other) {
        return Double.compare(value, other.value);
    }

    /** The number as JSON writes it; equal sequences have equal text. */
    @Override
    public String toString() {
        return value == Math.rint(value) && Math.abs(value) <= LARGEST_EXACT_INTEGER
                ? Long.toString((long) value)
                : Double.toString(value);
    }
}
