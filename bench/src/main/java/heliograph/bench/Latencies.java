package heliograph.bench;

import java.util.LinkedHashMap;
import java.util.Map;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * How long signals took, counted from the moment each was due, not from when it was sent: a server
 * that stalls the sender is charged for all who waited (no coordinated omission). Thread-safe.
 */
final class Latencies {
    private static final long MAX_MICROS = 600_000_000L;

    private final Histogram micros = new SynchronizedHistogram(MAX_MICROS, 3);
    private volatile long from = Long.MAX_VALUE;
    private volatile long until = Long.MAX_VALUE;

    /** Signals due from now on count; those of the warm-up do not. */
    void startAt(long nanos) {
        from = nanos;
    }

    /** Signals due from now on do not count, but those under way still do. */
    void endAt(long nanos) {
        until = nanos;
    }

    /** A signal came. */
    void arrived(long dueNanos, long nowNanos) {
        if (dueNanos >= from && dueNanos < until) {
            long took = Math.max(0, (nowNanos - dueNanos) / 1_000);
            micros.recordValue(Math.min(took, MAX_MICROS));
        }
    }

    /** Signals counted. */
    long count() {
        return micros.getTotalCount();
    }

    /** Milliseconds at a percentile. */
    double millisAt(double percentile) {
        return micros.getValueAtPercentile(percentile) / 1_000.0;
    }

    /** p50, p90, p99, p99.9 and max in milliseconds. */
    Map<String, Object> summary() {
        Map<String, Object> summary = new LinkedHashMap<>();
        summary.put("p50", millisAt(50));
        summary.put("p90", millisAt(90));
        summary.put("p99", millisAt(99));
        summary.put("p999", millisAt(99.9));
        summary.put("max", millisAt(100));
        return summary;
    }
}
