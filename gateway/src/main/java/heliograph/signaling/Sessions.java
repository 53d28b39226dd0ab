package heliograph.signaling;

import heliograph.protocol.CloseReason;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.Profile;
import heliograph.protocol.ServerMessage;
import heliograph.state.Inboxes;
import heliograph.state.SessionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The clients connected to this node. A client whose token runs out while it is connected is told
 * so and cut off.
 */
public final class Sessions {
    private final Map<SessionId, Session> byId = new ConcurrentHashMap<>();
    private final ScheduledExecutorService timer;
    private final Clock clock;
    private final Tally tally;
    private final Inboxes inboxes;

    /**
     * None yet.
     *
     * @param timer wakes up when tokens run out
     */
    public Sessions(Inboxes inboxes, ScheduledExecutorService timer, Clock clock, Tally tally) {
        this.inboxes = inboxes;
        this.timer = timer;
        this.clock = clock;
        this.tally = tally;
    }

    /**
     * Lets a client in, greets it, and tells it what was said to it since it was read.
     *
     * @param expiresAt when its token runs out
     */
    public Session open(
            Entrance.Entered entered, Profile profile, Outlet outlet, Optional<Instant> expiresAt) {
        Session session = new Session(entered, profile, outlet, inboxes);
        entered.greeting().forEach(said -> outlet.send(said, entered.at()));
        byId.put(session.id(), session);
        tally.connected(outlet.protocol());
        if (entered.resumed()) {
            session.catchUp();
        }
        expiresAt.ifPresent(end -> session.expiry(scheduleExpiry(session, end)));
        return session;
    }

    private Future<?> scheduleExpiry(Session session, Instant end) {
        long left = Math.max(0, Duration.between(clock.instant(), end).toMillis());
        return timer.schedule(() -> expire(session), left, TimeUnit.MILLISECONDS);
    }

    private void expire(Session session) {
        session.say(
                new ServerMessage.Error(
                        ErrorCode.UNAUTHORIZED,
                        "token: it has expired, connect again with a fresh one",
                        null,
                        null,
                        clock.millis()));
        session.close(CloseReason.TOKEN_EXPIRED);
    }

    @Nullable Session find(SessionId id) {
        return byId.get(id);
    }

    void remove(Session session) {
        if (byId.remove(session.id(), session)) {
            tally.disconnected(session.outlet().protocol());
        }
    }

    void forEach(Consumer<Session> action) {
        byId.values().forEach(action);
    }

    /**
     * This node stops: sends every client away, so that it comes back by itself at another node.
     * They go one after the other in any order, evenly spread and each at a moment of its own in
     * its part of the time, because all at once would break in on the other nodes.
     *
     * @param time from the first to the last
     * @return done when the last is on its way
     */
    public CompletableFuture<Void> sendAway(Duration time) {
        List<Session> all = new ArrayList<>(byId.values());
        Collections.shuffle(all);
        List<CompletableFuture<Void>> told = new ArrayList<>(all.size());
        for (Session session : all) {
            double part = told.size() + ThreadLocalRandom.current().nextDouble();
            long after = (long) (time.toNanos() * part / all.size());
            told.add(
                    CompletableFuture.runAsync(
                            () -> session.close(CloseReason.SERVICE_RESTART),
                            CompletableFuture.delayedExecutor(after, TimeUnit.NANOSECONDS, timer)));
        }
        return CompletableFuture.allOf(told.toArray(CompletableFuture[]::new));
    }

    /** Bytes that wait for slow readers, over all clients. */
    public long queuedBytes() {
        return byId.values().stream().mapToLong(session -> session.outlet().queuedBytes()).sum();
    }

    /** How many are connected. */
    public int count() {
        return byId.size();
    }
}
