package heliograph.api;

import heliograph.transport.HttpRequest;

/**
 * Which part of a list is asked for, by the parameters {@code offset} and {@code limit}.
 *
 * @param offset how many are left out at its beginning
 * @param limit how many there may be in the answer
 */
record PageRequest(int offset, int limit) {
    private static final int USUAL_LIMIT = 100;
    private static final int HIGHEST_LIMIT = 1_000;

    static PageRequest of(HttpRequest request) {
        return new PageRequest(
                number(request, "offset", 0, Integer.MAX_VALUE, 0),
                number(request, "limit", 1, HIGHEST_LIMIT, USUAL_LIMIT));
    }

    private static int number(HttpRequest request, String name, int from, int to, int usual) {
        String given = request.parameter(name).orElse(Integer.toString(usual));
        try {
            int number = Integer.parseInt(given);
            if (number >= from && number <= to) {
                return number;
            }
        } catch (NumberFormatException _) {
            // The refusal below says what is expected.
        }
        throw Refusal.field(name, "must be a whole number from " + from + " to " + to);
    }
}
