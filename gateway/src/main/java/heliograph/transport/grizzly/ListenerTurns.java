package heliograph.transport.grizzly;

import heliograph.transport.SocketClosed;
import heliograph.transport.SocketListener;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls the listener of one WebSocket, one call at a time, the end once and last. The first end
 * that is decided counts, whichever thread decides it. The listener hears of it after the message
 * in hand, or at once from a thread that holds nothing, never from inside a caller's {@code send}
 * or {@code close}.
 */
final class ListenerTurns {
    private static final Logger log = LoggerFactory.getLogger(ListenerTurns.class);

    private final Consumer<Throwable> failed;
    private final Runnable told;
    private final Object turn = new Object();
    private boolean delivering;
    private volatile @Nullable SocketClosed ended;
    private volatile @Nullable SocketListener listener;

    /**
     * @param failed told what the listener threw; is expected to end the WebSocket
     * @param told runs when the listener has heard of the end, or there was none to tell
     */
    ListenerTurns(Consumer<Throwable> failed, Runnable told) {
        this.failed = failed;
        this.told = told;
    }

    /** Makes the listener, unless the end has come before. */
    void open(Supplier<SocketListener> maker) {
        inTurn(() -> listener = maker.get());
    }

    /** Calls the listener where there is one, unless the end has come. */
    void deliver(Consumer<SocketListener> what) {
        SocketListener to = listener;
        if (to != null) {
            inTurn(() -> what.accept(to));
        }
    }

    /** How it ended; null while it has not. */
    @Nullable SocketClosed ended() {
        return ended;
    }

    /** Decides the end, where nobody has yet. */
    void end(SocketClosed how) {
        synchronized (turn) {
            if (ended != null) {
                return;
            }
            ended = how;
            if (delivering) {
                return;
            }
        }
        Thread.ofVirtual().name("socket-end").start(() -> tellEnd(how));
    }

    private void inTurn(Runnable call) {
        synchronized (turn) {
            if (ended != null) {
                return;
            }
            delivering = true;
        }
        try {
            call.run();
        } catch (RuntimeException | Error e) {
            failed.accept(e);
        } finally {
            leave();
        }
    }

    private void leave() {
        SocketClosed how;
        synchronized (turn) {
            delivering = false;
            how = ended;
        }
        if (how != null) {
            tellEnd(how);
        }
    }

    private void tellEnd(SocketClosed how) {
        SocketListener to = listener;
        try {
            if (to != null) {
                to.onClose(how);
            }
        } catch (RuntimeException | Error e) {
            log.error("Listener of a WebSocket failed at its end", e);
        } finally {
            told.run();
        }
    }
}
