package heliograph;

import java.time.Duration;

/**
 * When something must be done.
 *
 * @param nanos of {@link System#nanoTime()}
 */
record Deadline(long nanos) {
    /** So long after now. */
    static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** What is left until then; never negative. */
    Duration left() {
        return Duration.ofNanos(Math.max(0, nanos - System.nanoTime()));
    }
}
