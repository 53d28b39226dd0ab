package heliograph.signaling;

import heliograph.state.NodeId;
import heliograph.state.Nodes;
import heliograph.state.StoreUnavailable;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps this node's lease and does its share of cleaning up after others. A node that lost its
 * lease (it was paused, or cut off from Redis) has its clients that hold seats connect again:
 * others take their connections for lost. A node that was cut off from Redis itself does not judge
 * others for a lease after it is back: they were cut off with it as a rule, and renew their leases
 * in that time.
 */
public final class Heartbeat implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final int BEATS_PER_LEASE = 3;
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final Nodes nodes;
    private final NodeId node;
    private final Sessions sessions;
    private final ScheduledExecutorService timer;
    private final Duration lease;
    private final AtomicBoolean away = new AtomicBoolean();
    private final AtomicLong judgesFrom = new AtomicLong(System.nanoTime());
    private final AtomicReference<String> epoch = new AtomicReference<>("");
    private final AtomicBoolean stopped = new AtomicBoolean();

    /**
     * For this node.
     *
     * @param lease how long the store keeps the lease
     */
    public Heartbeat(
            Nodes nodes,
            NodeId node,
            Sessions sessions,
            ScheduledExecutorService timer,
            Duration lease) {
        this.nodes = nodes;
        this.node = node;
        this.sessions = sessions;
        this.timer = timer;
        this.lease = lease;
    }

    /** Begins; the first beat is at once. */
    public void start() {
        // A lease that is gone is noticed within a second: without one there are no seats.
        long beat = Math.clamp(lease.toMillis() / BEATS_PER_LEASE, 1, LONGEST_PAUSE.toMillis());
        long sweep = beat;
        var _ = timer.scheduleWithFixedDelay(this::beat, 0, beat, TimeUnit.MILLISECONDS);
        var _ = timer.scheduleWithFixedDelay(this::sweep, sweep, sweep, TimeUnit.MILLISECONDS);
    }

    /** Renews the lease, beside the times when that is due anyway. */
    public void beat() {
        var _ = renew();
    }

    /**
     * Renews the lease. A node that stops takes none any more.
     *
     * @return completes when those who are to connect again have been told; fails with {@link
     *     StoreUnavailable}
     */
    CompletionStage<@Nullable Void> renew() {
        if (stopped.get()) {
            return CompletableFuture.completedStage(null);
        }
        return nodes.renew(node)
                .whenComplete((renewed, failure) -> {
                    if (failure != null) {
                        noteAway(failure);
                        return;
                    }
                    noteBack();
                    if (renewed.lease() == Nodes.Lease.LOST) {
                        leaseLost();
                    }
                    enter(renewed.epoch());
                })
                .thenApply(_ -> null);
    }

    /** The epoch as this node knows it; empty before the first beat. */
    public String epoch() {
        return epoch.get();
    }

    /**
     * Redis turned out to have lost writes: every session of this epoch starts over. Where others
     * have found the same loss first, there is another epoch already and it lasts.
     *
     * @param seen the epoch in which all was well
     */
    public void historyCut(String seen) {
        if (!seen.isEmpty()) {
            nodes.cutEpoch(seen)
                    .whenComplete((next, failure) -> {
                        if (failure == null) {
                            enter(next);
                        } else {
                            LOG.debug("Epoch not ended yet", failure);
                        }
                    });
        }
    }

    private void enter(String next) {
        String former = epoch.getAndSet(next);
        if (!former.isEmpty() && !former.equals(next)) {
            LOG.atWarn()
                    .addKeyValue("event", "state_lost")
                    .log("Redis has lost writes; all clients are to connect again and be told");
        }
        // Who came since (another node may have found it first) is in the new epoch already.
        sessions.forEach(session -> {
            if (!session.epoch().equals(next) && !session.isBrokenOff()) {
                session.startOver("state_lost");
            }
        });
    }

    private void sweep() {
        if (stopped.get() || away.get() || System.nanoTime() - judgesFrom.get() < 0) {
            return;
        }
        nodes.sweep(node)
                .whenComplete((freed, failure) -> {
                    if (failure != null) {
                        LOG.debug("Sweep failed", failure);
                    } else if (freed > 0) {
                        LOG.atInfo()
                                .addKeyValue("event", "seats_freed")
                                .addKeyValue("seats", freed)
                                .log("Freed {} seats whose connections were lost", freed);
                    }
                });
    }

    /** Whether Redis answered the last beat. */
    public boolean storeAnswers() {
        return !away.get();
    }

    private void noteAway(Throwable failure) {
        if (away.compareAndSet(false, true)) {
            LOG.atWarn()
                    .addKeyValue("event", "store_away")
                    .addKeyValue("reason", String.valueOf(failure.getMessage()))
                    .log("Redis does not answer; clients stay connected and get UNAVAILABLE");
        }
    }

    private void noteBack() {
        if (away.get()) {
            judgesFrom.set(System.nanoTime() + lease.toNanos());
        }
        if (away.compareAndSet(true, false)) {
            LOG.atInfo().addKeyValue("event", "store_back").log("Redis answers again");
        }
    }

    private void leaseLost() {
        LOG.atWarn()
                .addKeyValue("event", "lease_lost")
                .log("This node's lease had ended; clients in rooms are to connect again");
        // Who holds no seat has lost none, and may be about to take its first.
        sessions.forEach(session -> {
            if (session.isSeated()) {
                session.startOver("lease_lost");
            }
        });
    }

    /** Stops beating; the lease is given back separately, when the sessions are gone. */
    @Override
    public void close() {
        stopped.set(true);
    }
}
