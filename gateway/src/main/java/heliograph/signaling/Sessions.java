package heliograph.signaling;

import heliograph.protocol.CloseReason;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.Profile;
import heliograph.protocol.ServerMessage;
import heliograph.state.SessionId;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
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

    /**
     * None yet.
     *
     * @param timer wakes up when tokens run out
     */
    public Sessions(ScheduledExecutorService timer, Clock clock) {
        this.timer = timer;
        this.clock = clock;
    }

    /**
     * Lets a client in and greets it with {@code connected}.
     *
     * @param expiresAt when its token runs out
     */
    public Session open(SessionId id, Profile profile, Outlet outlet, Optional<Instant> expiresAt) {
        Session session = new Session(id, profile, outlet);
        byId.put(id, session);
        session.say(new ServerMessage.Connected(profile.userId()));
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
        byId.remove(session.id(), session);
    }

    void forEach(Consumer<Session> action) {
        byId.values().forEach(action);
    }

    /** How many are connected. */
    public int count() {
        return byId.size();
    }
}
