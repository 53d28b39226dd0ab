package heliograph.signaling;

import heliograph.protocol.ErrorCode;
import heliograph.protocol.ServerMessage;
import heliograph.state.RoomId;
import heliograph.state.UserId;
import java.time.Clock;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The wording of every {@code error} event, in one place. */
final class Refusals {
    private final Clock clock;

    Refusals(Clock clock) {
        this.clock = clock;
    }

    ServerMessage.Error of(
            ErrorCode code, String message, @Nullable String event, @Nullable UserId target) {
        return new ServerMessage.Error(
                code, message, event, target == null ? null : target.value(), clock.millis());
    }

    ServerMessage.Error notSeated(RoomId room, String event, @Nullable UserId target) {
        return of(
                ErrorCode.FORBIDDEN,
                "roomId: you are not in room " + room + ", join it first",
                event,
                target);
    }

    ServerMessage.Error rateLimited(Duration retryAfter, String event, @Nullable UserId target) {
        return of(
                ErrorCode.RATE_LIMITED,
                "too many of these, try again in " + retryAfter.toMillis() + " ms",
                event,
                target);
    }
}
