package heliograph.socketio;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What a client does in a namespace. Called by one thread at a time, in order; must not block. */
public interface NamespaceListener {
    /**
     * An event.
     *
     * @param acknowledge sends the acknowledgement, at most once; null where the client asked for
     *     none, so that none need be made
     */
    void onEvent(String event, Arguments arguments, @Nullable Consumer<Arguments> acknowledge);

    /**
     * A ping goes out: whatever is sent from now on comes after it. Called by any thread, while a
     * packet may be under way to this listener.
     */
    default void onPing() {}

    /** The pong of the last ping has come: the client has all that was sent before that ping. */
    default void onPong() {}

    /** The end, exactly once; not after {@link #handedOver}. */
    void onDisconnect(Disconnected disconnected);

    /**
     * The client goes on at another node, where its WebSocket is. No event follows, and what is
     * sent after the stage completes goes nowhere. Where it comes to nothing, {@link #onDisconnect}
     * follows.
     *
     * @return what {@link Namespace#takeOver} needs there, when all events are answered
     */
    default CompletionStage<String> handOver() {
        return CompletableFuture.completedStage("");
    }

    /** The other node has the client. */
    default void handedOver() {}

    /** Why a client left a namespace. */
    enum Disconnected {
        /** The client left: DISCONNECT, or it closed its connection cleanly. */
        BY_CLIENT,
        /** The connection broke, or no pong came in time. */
        LOST,
        /** The client broke the protocol. */
        PROTOCOL_ERROR,
        /** The bound on what waits for a slow reader was reached. */
        SLOW_READER,
        /** We ended it. */
        BY_SERVER
    }
}
