package heliograph.engineio;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;

/** The timer of the protocol layers. */
public final class Timers {
    private Timers() {}

    /**
     * A timer of one daemon thread, cheap for tens of thousands of sessions: what is cancelled
     * leaves its heap at once, and each of the tasks only queues a packet or a close. Shut it down
     * after the server that uses it.
     *
     * @param thread the name of the thread
     */
    public static ScheduledExecutorService create(String thread) {
        var timer =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name(thread).factory());
        timer.setRemoveOnCancelPolicy(true);
        timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        return timer;
    }
}
