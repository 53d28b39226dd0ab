package heliograph.engineio;

import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The heartbeat of one session, driven by the server: a ping after each interval, a pong due within
 * the timeout, the next interval counted from the pong. At most one task waits in the timer.
 */
final class Heartbeat {
    private final EngineConfig config;
    private final ScheduledExecutorService timer;
    private final Runnable ping;
    private final Runnable expired;
    private @Nullable Future<?> next;
    private boolean pongDue;
    private boolean stopped;

    /**
     * @param ping sends a ping
     * @param expired called once, where a pong did not come in time
     */
    Heartbeat(
            EngineConfig config, ScheduledExecutorService timer, Runnable ping, Runnable expired) {
        this.config = config;
        this.timer = timer;
        this.ping = ping;
        this.expired = expired;
    }

    /** Begins to count; a heartbeat stopped before does nothing. */
    synchronized void start() {
        if (!stopped) {
            schedulePing();
        }
    }

    /**
     * A pong has come. One that nobody waits for changes nothing: the cadence is ours.
     *
     * @return whether it was waited for
     */
    synchronized boolean pong() {
        if (!pongDue || stopped) {
            return false;
        }
        pongDue = false;
        cancel();
        schedulePing();
        return true;
    }

    /** No ping and no expiry until {@link #resume}: an upgrade is under way. */
    synchronized void pause() {
        pongDue = false;
        cancel();
    }

    /** Counts from now. */
    synchronized void resume() {
        cancel();
        start();
    }

    /** No ping and no expiry from now on. */
    synchronized void stop() {
        stopped = true;
        cancel();
    }

    private void schedulePing() {
        next = timer.schedule(this::beat, config.pingInterval().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void beat() {
        synchronized (this) {
            if (stopped) {
                return;
            }
            // The deadline stands before the ping leaves, so that no pong can come too early.
            pongDue = true;
            next =
                    timer.schedule(
                            this::expire, config.pingTimeout().toNanos(), TimeUnit.NANOSECONDS);
        }
        ping.run();
    }

    private void expire() {
        synchronized (this) {
            if (stopped || !pongDue) {
                return;
            }
            stopped = true;
        }
        expired.run();
    }

    private void cancel() {
        if (next != null) {
            next.cancel(false);
        }
    }
}
