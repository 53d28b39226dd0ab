package heliograph.faults;

import java.time.Duration;

/**
 * How much of everything a fault is shown. The defaults suit every build; a long run says more by
 * system properties.
 *
 * @param pairs pairs of callers ({@code heliograph.faults.pairs})
 * @param pause between two messages of one caller ({@code heliograph.faults.pause}, milliseconds)
 * @param outage how long what is cut stays cut ({@code heliograph.faults.outage}, milliseconds)
 * @param times how often a fault that is repeated happens ({@code heliograph.faults.times})
 */
record Scale(int pairs, Duration pause, Duration outage, int times) {
    /** As the system properties say. */
    static final Scale OF_THIS_RUN =
            new Scale(
                    Integer.getInteger("heliograph.faults.pairs", 10),
                    Duration.ofMillis(Long.getLong("heliograph.faults.pause", 20)),
                    Duration.ofMillis(Long.getLong("heliograph.faults.outage", 3_000)),
                    Integer.getInteger("heliograph.faults.times", 5));

    /** So many that everybody has said some and the JVMs are warm. */
    int some() {
        return Math.max(500, 10 * pairs);
    }
}
