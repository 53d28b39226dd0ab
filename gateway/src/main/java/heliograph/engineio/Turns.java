package heliograph.engineio;

import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One thing after the other, though they come by several threads, and nobody waits: who brings
 * something does it, unless somebody else is at it, who then takes it along. Nothing is done before
 * {@link #open}.
 */
final class Turns {
    private static final Logger LOG = LoggerFactory.getLogger(Turns.class);

    private final Deque<Runnable> waiting = new ArrayDeque<>(1);
    private boolean busy = true;

    /** From now on turns are taken; until now they waited. */
    void open() {
        drain();
    }

    /** Does this now, or when it is its turn. */
    void take(Runnable turn) {
        synchronized (this) {
            waiting.add(turn);
            if (busy) {
                return;
            }
            busy = true;
        }
        drain();
    }

    private void drain() {
        for (Runnable next = next(); next != null; next = next()) {
            try {
                next.run();
            } catch (RuntimeException e) {
                LOG.error("A turn of a session failed", e);
            }
        }
    }

    private synchronized @Nullable Runnable next() {
        Runnable next = waiting.poll();
        busy = next != null;
        return next;
    }
}
