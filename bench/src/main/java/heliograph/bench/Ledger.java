package heliograph.bench;

import java.util.BitSet;

/**
 * The books of one direction of one pair: what was sent, when it was due, what came. Sequences are
 * 1, 2, 3 and so on, so a hole is a lost signal, a filled hole a reordered one, and anything else
 * that is not the next one a doubled one. Thread-safe.
 */
final class Ledger {
    /** More than this under way in one direction means that nobody relays: the run is over. */
    static final int MAX_UNDER_WAY = 1 << 20;

    /** {@link #received} of a signal that had come before, or was never sent. */
    static final long DOUBLED = Long.MIN_VALUE;

    private long sent;
    private long highest;
    private long doubled;
    private long reordered;
    private long[] due = new long[64]; // by sequence, a power of two long, from oldest to sent
    private long oldest = 1; // the lowest sequence that has not come
    private final BitSet arrivedEarly = new BitSet(); // by sequence - oldest

    /**
     * A signal goes out.
     *
     * @param dueNanos when it should have, {@link System#nanoTime}
     * @return its sequence
     * @throws IllegalStateException if too much is under way already
     */
    synchronized long send(long dueNanos) {
        sent++;
        if (sent - oldest >= due.length) {
            grow();
        }
        due[slot(sent)] = dueNanos;
        return sent;
    }

    private void grow() {
        if (due.length >= MAX_UNDER_WAY) {
            throw new IllegalStateException("more than " + MAX_UNDER_WAY + " signals under way");
        }
        long[] larger = new long[due.length * 2];
        for (long sequence = oldest; sequence < sent; sequence++) {
            larger[(int) (sequence & (larger.length - 1))] = due[slot(sequence)];
        }
        due = larger;
    }

    private int slot(long sequence) {
        return (int) (sequence & (due.length - 1));
    }

    /**
     * A signal came in.
     *
     * @return when it was due, or {@link #DOUBLED}
     */
    synchronized long received(long sequence) {
        if (sequence < oldest || sequence > sent || arrivedEarly.get((int) (sequence - oldest))) {
            doubled++;
            return DOUBLED;
        }
        if (sequence < highest) {
            reordered++;
        }
        highest = Math.max(highest, sequence);
        long wasDue = due[slot(sequence)];
        if (sequence == oldest) {
            // The usual case has no early ones and shifts nothing.
            int run = arrivedEarly.isEmpty() ? 1 : arrivedEarly.nextClearBit(1);
            oldest += run;
            if (!arrivedEarly.isEmpty()) {
                BitSet left = arrivedEarly.get(run, Math.max(run, arrivedEarly.length()));
                arrivedEarly.clear();
                arrivedEarly.or(left);
            }
        } else {
            arrivedEarly.set((int) (sequence - oldest));
        }
        return wasDue;
    }

    /** Signals that went out and did not come (yet). */
    synchronized long missing() {
        return sent - (oldest - 1) - arrivedEarly.cardinality();
    }

    /** Signals that went out. */
    synchronized long sent() {
        return sent;
    }

    /** Signals that came again, or came without having been sent. */
    synchronized long doubled() {
        return doubled;
    }

    /** Signals that came after a later one. */
    synchronized long reordered() {
        return reordered;
    }
}
