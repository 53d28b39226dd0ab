package heliograph.bench;

/** Finds the number by which signals are counted. */
final class Sequences {
    private static final String FIELD = "\"sequence\":";

    private Sequences() {}

    /**
     * The last {@code sequence} of a message: looked for from the end, because the long description
     * comes before it.
     *
     * @return the number, or -1 where there is none (a ledger then counts the signal as never sent)
     */
    static long last(String message) {
        int at = message.lastIndexOf(FIELD);
        if (at < 0) {
            return -1;
        }
        long value = -1;
        for (int i = at + FIELD.length(); i < message.length(); i++) {
            int digit = message.charAt(i) - '0';
            if (digit < 0 || digit > 9) {
                break;
            }
            value = Math.max(value, 0) * 10 + digit;
        }
        return value;
    }
}
