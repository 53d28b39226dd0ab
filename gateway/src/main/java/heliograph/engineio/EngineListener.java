package heliograph.engineio;

/**
 * What happens to one Engine.IO session. Called by one thread at a time, in order; must not block.
 */
public interface EngineListener {
    /** A text message, without the packet type. */
    void onMessage(String message);

    /** A binary message. */
    void onMessage(byte[] message);

    /** The end, exactly once. */
    void onClose(EngineClosed closed);
}
