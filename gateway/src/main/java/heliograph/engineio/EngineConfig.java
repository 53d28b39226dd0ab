package heliograph.engineio;

import java.time.Duration;

/**
 * What the handshake announces, and the bounds of long polling.
 *
 * @param pingInterval from the opening or the last pong to the next ping; positive
 * @param pingTimeout from a ping to the latest pong; positive
 * @param maxPayload the largest message in bytes, its packet type included; positive
 * @param upgradeTimeout how long a WebSocket may take to replace long polling; positive
 * @param maxWaitingBytes what may wait for the GETs of one client; positive
 */
public record EngineConfig(
        Duration pingInterval,
        Duration pingTimeout,
        int maxPayload,
        Duration upgradeTimeout,
        long maxWaitingBytes) {
    /** What the reference allows for an upgrade. */
    public static final Duration UPGRADE_TIMEOUT = Duration.ofSeconds(10);

    /** Refuses what cannot work, with an {@link IllegalArgumentException}. */
    public EngineConfig {
        if (!pingInterval.isPositive()
                || !pingTimeout.isPositive()
                || !upgradeTimeout.isPositive()
                || maxPayload <= 0
                || maxWaitingBytes <= 0) {
            throw new IllegalArgumentException("times and bounds must be positive");
        }
    }

    /** With the reference's time for an upgrade, and eight of the largest messages waiting. */
    public EngineConfig(Duration pingInterval, Duration pingTimeout, int maxPayload) {
        this(pingInterval, pingTimeout, maxPayload, UPGRADE_TIMEOUT, 8L * maxPayload);
    }

    /** From one sign of life of a client to the latest next one. */
    Duration patience() {
        return pingInterval.plus(pingTimeout);
    }
}
