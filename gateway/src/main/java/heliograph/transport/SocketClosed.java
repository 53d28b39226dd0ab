package heliograph.transport;

/**
 * How a WebSocket ended.
 *
 * @param code the close code: the peer's, or ours, or 1006 where there was none to be sent
 * @param by who ended it
 */
public record SocketClosed(int code, By by) {
    /** Who ended a connection. */
    public enum By {
        /** A close frame of the peer (its page was closed, or it said so). */
        PEER,
        /** Our own close, for whatever reason. */
        US,
        /** The peer read too slowly and the bound on what waits was reached. */
        SLOW_READER,
        /** TCP ended without a close frame, or broke the protocol. */
        LOST
    }
}
