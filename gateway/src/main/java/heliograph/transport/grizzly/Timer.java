package heliograph.transport.grizzly;

import java.time.Duration;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/** What must happen if something else does not happen before. */
final class Timer {
    private final ScheduledThreadPoolExecutor executor;

    Timer(ThreadFactory threads) {
        executor = new ScheduledThreadPoolExecutor(1, threads);
        executor.setRemoveOnCancelPolicy(true);
        // A server that stops cuts everything; what is due only then need not happen.
        executor.setRejectedExecutionHandler((_, _) -> {});
    }

    /** A deadline that can be called off. */
    @FunctionalInterface
    interface Deadline {
        /** Without effect where it is too late. */
        void cancel();
    }

    /** Runs a short task later, on a thread of the timer. */
    Deadline after(Duration delay, Runnable task) {
        var scheduled = executor.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Forgets everything. */
    void stop() {
        executor.shutdownNow();
    }
}
