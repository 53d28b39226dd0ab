package heliograph.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** The selector threads, and the patience with which many clients connect. */
final class Fleet implements AutoCloseable {
    private static final int CONNECTING_AT_ONCE = 64;
    private static final int PATIENCE_SECONDS = 60;

    private final List<Loop> loops = new ArrayList<>();

    Fleet(int threads) {
        for (int i = 0; i < threads; i++) {
            loops.add(new Loop("bench-loop-" + i).started());
        }
    }

    /** Connects one of many. */
    interface Dialer {
        /**
         * Begins.
         *
         * @param number 0, 1, 2 and so on
         * @param loop on which to live
         * @return ends when connected
         */
        CompletionStage<Void> dial(int number, Loop loop);
    }

    /**
     * Connects many, a bounded number at a time.
     *
     * @throws RunFailed if one is refused, or they take longer than a minute without progress
     */
    void connect(int count, Dialer dialer, Progress progress)
            throws RunFailed, InterruptedException {
        Semaphore free = new Semaphore(CONNECTING_AT_ONCE);
        List<CompletableFuture<?>> dialed = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            if (!free.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                throw new RunFailed("no connection was ready in " + PATIENCE_SECONDS + " s");
            }
            dialed.add(
                    dialer.dial(i, loops.get(i % loops.size()))
                            .whenComplete((_, _) -> free.release())
                            .toCompletableFuture());
            if ((i + 1) % 1_000 == 0) {
                progress.say("connected about " + (i + 1) + " of " + count);
            }
        }
        try {
            CompletableFuture.allOf(dialed.toArray(CompletableFuture[]::new))
                    .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            throw new RunFailed("not everyone could connect: " + e.getCause(), e);
        } catch (TimeoutException e) {
            long ready = dialed.stream().filter(CompletableFuture::isDone).count();
            throw new RunFailed("only " + ready + " of " + count + " were ready in time", e);
        }
    }

    @Override
    public void close() {
        loops.forEach(Loop::close);
    }
}
