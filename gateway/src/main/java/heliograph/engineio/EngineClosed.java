package heliograph.engineio;

/** Why a session ended. */
public enum EngineClosed {
    /** The client said so: a close packet, or a WebSocket close frame (its page was closed). */
    BY_CLIENT,
    /** No pong in time. */
    PING_TIMEOUT,
    /** The connection broke. */
    TRANSPORT_LOST,
    /** A packet that cannot be. */
    PARSE_ERROR,
    /** The bound on what waits for a slow reader was reached. */
    SLOW_READER,
    /** We ended it. */
    BY_SERVER
}
