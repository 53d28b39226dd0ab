package heliograph.protocol;

/**
 * Every way in which the gateway ends a connection, and what the client should do then. Codes below
 * 4000 are RFC 6455's.
 */
public enum CloseReason {
    /** The client said something that the protocol does not know. */
    PROTOCOL_ERROR(1002, "protocol error", false),
    /** A binary frame where only text is spoken. */
    TEXT_ONLY(1003, "text frames only", false),
    /** A fault of ours. */
    INTERNAL_ERROR(1011, "internal error", true),
    /** This node stops. */
    SERVICE_RESTART(1012, "service restart", true),
    /** Something the gateway needs is away for now. */
    TRY_AGAIN_LATER(1013, "try again later", true),
    /** A newer session of the same user took the seat. */
    REPLACED(4001, "replaced by a newer session", false),
    /** The token has run out; a fresh one is needed. */
    TOKEN_EXPIRED(4003, "token expired", true),
    /** The session goes on on another connection; this one is left over. */
    FENCED(4004, "resumed on another connection", false),
    /** What the client was to hear cannot be given here; it can be asked for anew. */
    RESUME(4005, "connect again to resume", true),
    /** No answer to our pings. */
    PING_TIMEOUT(4006, "ping timeout", true),
    /** More waited for the client to read it than the gateway keeps for one. */
    SLOW_READER(4008, "too slow a reader", true);

    private final int code;
    private final String text;
    private final boolean reconnect;

    CloseReason(int code, String text, boolean reconnect) {
        this.code = code;
        this.text = text;
        this.reconnect = reconnect;
    }

    /** The WebSocket close code. */
    public int code() {
        return code;
    }

    /** The reason text in the close frame. */
    public String text() {
        return text;
    }

    /** Whether the client should come back by itself. */
    public boolean reconnect() {
        return reconnect;
    }
}
