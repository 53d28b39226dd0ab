package heliograph.engineio;

import java.time.Duration;

/**
 * What the handshake announces.
 *
 * @param pingInterval from the opening or the last pong to the next ping; positive
 * @param pingTimeout from a ping to the latest pong; positive
 * @param maxPayload the largest message in bytes, its packet type included; positive
 */
public record EngineConfig(Duration pingInterval, Duration pingTimeout, int maxPayload) {
    /** Refuses what cannot work, with an {@link IllegalArgumentException}. */
    public EngineConfig {
        if (!pingInterval.isPositive() || !pingTimeout.isPositive() || maxPayload <= 0) {
            throw new IllegalArgumentException(
                    "ping interval, ping timeout and maximal payload must be positive");
        }
    }
}
