package heliograph.socketio;

/**
 * What came in is no Socket.IO packet. The reason says why and holds nothing of what came in.
 * Without a stack trace, since any client can cause one as often as it likes.
 */
public final class MalformedPacket extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    MalformedPacket(String reason) {
        super(reason, null, false, false);
        this.reason = reason;
    }

    /** Why it is none, for people. */
    public String reason() {
        return reason;
    }
}
