package heliograph.signaling;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The messages of one session that are in work. */
final class InWork {
    private int count;
    private @Nullable CompletableFuture<@Nullable Void> idle;

    /**
     * A message comes.
     *
     * @return false where that is one too many; it does not count then
     */
    synchronized boolean start(int max) {
        if (count == max) {
            return false;
        }
        count++;
        return true;
    }

    /** A message is answered. */
    void finished() {
        CompletableFuture<@Nullable Void> waiting;
        synchronized (this) {
            count--;
            waiting = count == 0 ? idle : null;
        }
        if (waiting != null) {
            waiting.complete(null);
        }
    }

    /** Completes when none is in work; no further one may start. */
    synchronized CompletionStage<@Nullable Void> idle() {
        CompletableFuture<@Nullable Void> waiting = new CompletableFuture<>();
        idle = waiting;
        if (count == 0) {
            waiting.complete(null);
        }
        return waiting;
    }
}
