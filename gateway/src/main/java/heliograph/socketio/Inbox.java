package heliograph.socketio;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a client says in a namespace, on its way to the listener. Whoever puts something in delivers
 * it, unless another thread is delivering: then that one takes it along. Therefore the listener is
 * called by one thread at a time and in order, though admissions and disconnects come by any
 * thread, and nobody waits. Nothing is delivered before {@link #open}.
 */
final class Inbox {
    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private record Delivery(long size, Consumer<NamespaceListener> what) {}

    private final int maxWaiting;
    private final long maxWaitingSize;
    private final Runnable failed;
    private final Deque<Delivery> waiting = new ArrayDeque<>(1);
    private long waitingSize;
    private @Nullable NamespaceListener listener;
    private boolean delivering;
    private boolean ended;

    /**
     * @param failed called when the listener throws
     */
    Inbox(int maxWaiting, long maxWaitingSize, Runnable failed) {
        this.maxWaiting = maxWaiting;
        this.maxWaitingSize = maxWaitingSize;
        this.failed = failed;
    }

    /** Delivers to this listener from now on, what waits first. */
    void open(NamespaceListener to) {
        synchronized (this) {
            listener = to;
            delivering = true;
        }
        deliverWaiting(to);
    }

    /**
     * Delivers, now or when it is its turn; does nothing after the end.
     *
     * @param size what it counts towards the bound
     * @return false where it had to wait and the bound is reached
     */
    boolean put(long size, Consumer<NamespaceListener> what) {
        NamespaceListener to;
        synchronized (this) {
            if (ended) {
                return true;
            }
            to = listener;
            if (to == null || delivering) {
                boolean full =
                        waiting.size() >= maxWaiting
                                || (!waiting.isEmpty() && waitingSize + size > maxWaitingSize);
                if (!full) {
                    add(new Delivery(size, what));
                }
                return !full;
            }
            delivering = true;
        }
        deliver(to, what);
        deliverWaiting(to);
        return true;
    }

    /** Delivers this as the last thing, after all that waits. */
    void end(Consumer<NamespaceListener> last) {
        NamespaceListener to;
        synchronized (this) {
            if (ended) {
                return;
            }
            ended = true;
            add(new Delivery(0, last));
            to = listener;
            if (to == null || delivering) {
                return;
            }
            delivering = true;
        }
        deliverWaiting(to);
    }

    /** Forgets what waits. */
    synchronized void clear() {
        waiting.clear();
        waitingSize = 0;
    }

    private void add(Delivery delivery) {
        waiting.add(delivery);
        waitingSize += delivery.size;
    }

    private void deliverWaiting(NamespaceListener to) {
        while (true) {
            Delivery next;
            synchronized (this) {
                next = waiting.poll();
                if (next == null) {
                    delivering = false;
                    return;
                }
                waitingSize -= next.size;
            }
            deliver(to, next.what);
        }
    }

    private void deliver(NamespaceListener to, Consumer<NamespaceListener> what) {
        try {
            what.accept(to);
        } catch (RuntimeException | StackOverflowError e) {
            LOG.error("a namespace's listener failed; its connection is closed", e);
            failed.run();
        }
    }
}
