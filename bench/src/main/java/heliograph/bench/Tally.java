package heliograph.bench;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/** What a whole run counts. Thread-safe. */
final class Tally {
    private static final int MAX_KINDS = 20;

    private final LongAdder received = new LongAdder();
    private final Map<String, LongAdder> errors = new ConcurrentHashMap<>();

    /** A signal reached its receiver. */
    void received() {
        received.increment();
    }

    /** Signals that reached their receivers since the start. */
    long receivedSoFar() {
        return received.sum();
    }

    /** Something that must not happen. Equal texts are counted together. */
    void error(String what) {
        String kind = errors.size() < MAX_KINDS || errors.containsKey(what) ? what : "other";
        errors.computeIfAbsent(kind, _ -> new LongAdder()).increment();
    }

    /** What went wrong, and how often. */
    Map<String, Long> errors() {
        Map<String, Long> counts = new TreeMap<>();
        errors.forEach((kind, count) -> counts.put(kind, count.sum()));
        return counts;
    }
}
