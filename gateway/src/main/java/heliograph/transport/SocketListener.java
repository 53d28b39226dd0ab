package heliograph.transport;

/** What happens to one WebSocket. Called by one thread at a time, in order; must not block. */
public interface SocketListener {
    /** A whole text message, valid UTF-8, within the frame bound. */
    void onText(String text);

    /** A whole binary message. */
    void onBinary(byte[] binary);

    /** The answer to {@link Socket#ping()}. */
    default void onPong() {}

    /** The end, exactly once. */
    void onClose(SocketClosed closed);
}
