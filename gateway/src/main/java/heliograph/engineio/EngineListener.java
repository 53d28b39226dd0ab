package heliograph.engineio;

/**
 * What happens to one Engine.IO session. Called by one thread at a time, in order; must not block.
 */
public interface EngineListener {
    /** A text message, without the packet type. */
    void onMessage(String message);

    /** A binary message. */
    void onMessage(byte[] message);

    /** A ping goes out: what is sent from now on comes after it. Called by any thread. */
    default void onPing() {}

    /** The pong of the last ping: the client has all that was sent before that ping. */
    default void onPong() {}

    /** The end, exactly once. */
    void onClose(EngineClosed closed);
}
