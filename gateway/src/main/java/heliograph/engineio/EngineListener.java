package heliograph.engineio;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

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

    /** The end, exactly once; not after {@link #handedOver}. */
    void onClose(EngineClosed closed);

    /**
     * The session goes on at another node, where its WebSocket is. No message follows, and what is
     * sent after the stage completes goes nowhere. Where it comes to nothing, {@link #onClose}
     * follows.
     *
     * @return what {@link EngineApplication#takeOver} needs there, when all messages are answered
     */
    default CompletionStage<String> handOver() {
        return CompletableFuture.completedStage("");
    }

    /** The other node has the session. */
    default void handedOver() {}
}
