package heliograph.engineio;

/** Why a session ended. */
public enum EngineClosed {
    /**
     * The client said so: a close packet, or the WebSocket close frame 1001 of a page that goes.
     */
    BY_CLIENT,
    /** No pong in time. */
    PING_TIMEOUT,
    /** The connection broke, or the client gave it up without a goodbye. */
    TRANSPORT_LOST,
    /** A packet that cannot be. */
    PARSE_ERROR,
    /** The bound on what waits for a slow reader was reached. */
    SLOW_READER,
    /** We ended it. */
    BY_SERVER
}
