package heliograph.signaling;

import heliograph.state.Inboxes;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Seat;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives up the seats of connections that ended. Where Redis is away it goes on trying, because this
 * node's lease would keep the seat for ever; when the node dies meanwhile, the lease ends and
 * another node frees the seat.
 */
public final class Departures {
    private static final Logger LOG = LoggerFactory.getLogger(Departures.class);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    /** How a connection ended. */
    public enum How {
        /** The client said goodbye: its seat is free at once. */
        CLEAN,
        /** The connection was lost: its seat is kept for the grace. */
        LOST
    }

    private final Rooms rooms;
    private final Inboxes inboxes;
    private final ScheduledExecutorService timer;

    private final Object lock = new Object();
    private int underWay; // guarded by lock

    /** With the clock of its retries. */
    public Departures(Rooms rooms, Inboxes inboxes, ScheduledExecutorService timer) {
        this.rooms = rooms;
        this.inboxes = inboxes;
        this.timer = timer;
    }

    /** Gives up all seats of a session, and after a goodbye the session itself. */
    void depart(Set<RoomId> rooms, Seat seat, How how) {
        rooms.forEach(room -> depart(room, seat, how));
        if (how == How.CLEAN) {
            inboxes.forget(seat.session())
                    .exceptionally(failure -> {
                        // Its time ends by itself, and nobody but its client can resume it.
                        LOG.debug("Session not forgotten yet", failure);
                        return null;
                    });
        }
    }

    void depart(RoomId room, Seat seat, How how) {
        synchronized (lock) {
            underWay++;
        }
        attempt(room, seat, how);
    }

    private void attempt(RoomId room, Seat seat, How how) {
        CompletionStage<Rooms.Left> left =
                switch (how) {
                    case CLEAN -> rooms.leave(room, seat);
                    case LOST -> rooms.detach(room, seat);
                };
        left.whenComplete((_, failure) -> {
            if (failure == null) {
                arrived();
            } else {
                LOG.debug("Seat not given up yet, trying again", failure);
                again(room, seat, how);
            }
        });
    }

    private void again(RoomId room, Seat seat, How how) {
        if (!timer.isShutdown()) {
            var _ =
                    timer.schedule(
                            () -> attempt(room, seat, how),
                            PAUSE.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    private void arrived() {
        synchronized (lock) {
            underWay--;
            lock.notifyAll();
        }
    }

    /**
     * Waits until every seat is given up.
     *
     * @return false where some are not after {@code deadline}; the lease must then end by itself
     */
    public boolean await(Duration deadline) {
        long end = System.nanoTime() + deadline.toNanos();
        synchronized (lock) {
            while (underWay > 0) {
                long left = TimeUnit.NANOSECONDS.toMillis(end - System.nanoTime());
                if (left <= 0) {
                    return false;
                }
                try {
                    lock.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return false;
                }
            }
            return true;
        }
    }
}
