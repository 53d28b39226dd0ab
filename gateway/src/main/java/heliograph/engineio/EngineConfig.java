package heliograph.engineio;

import java.time.Duration;

/**
 * What the handshake announces.
 *
 * @param pingInterval from the opening or the last pong to the next ping
 * @param pingTimeout from a ping to the latest pong
 * @param maxPayload the largest message in bytes
 */
public record EngineConfig(Duration pingInterval, Duration pingTimeout, int maxPayload) {}
