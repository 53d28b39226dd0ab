package heliograph.socketio;

import heliograph.transport.HttpRequest;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A namespace: who may connect to it and what happens then. */
@FunctionalInterface
public interface Namespace {
    /**
     * Decides on a CONNECT packet. Must not block. Events of the client that arrive before the
     * decision are kept. A stage that fails closes the transport, so that the client tries again.
     */
    CompletionStage<Admission> admit(Connect connect);

    /**
     * A client comes from another node. Must not block. A stage that fails closes the transport, so
     * that the client comes back with a new connection.
     *
     * @param state what its listener there has said at {@link NamespaceListener#handOver}
     */
    default CompletionStage<NamespaceListener> takeOver(NamespaceSocket socket, String state) {
        return CompletableFuture.failedStage(
                new UnsupportedOperationException("clients of this namespace stay where they are"));
    }

    /**
     * A CONNECT packet.
     *
     * @param auth the payload, a JSON object ({@code {}} if there was none)
     * @param handshake the request that opened the Engine.IO session
     */
    record Connect(String auth, HttpRequest handshake) {}

    /**
     * An event that a client did not hear.
     *
     * @param event the name
     * @param arguments the last one is its offset
     */
    record Missed(String event, Arguments arguments) {}

    /** The decision. */
    sealed interface Admission {
        /**
         * Welcome.
         *
         * @param id of the socket; the one it had, where it goes on after a lost connection; {@code
         *     null} for a new one
         * @param pid what the client may bring back to go on after a lost connection (connection
         *     state recovery); {@code null} for none
         * @param missed events that the client did not hear, in order; sent before the CONNECT
         *     answer, as clients expect it
         * @param connected called right after the CONNECT answer was sent; gives the listener
         * @param abandoned called instead where the client went before it could be welcomed
         */
        record Admit(
                @Nullable String id,
                @Nullable String pid,
                List<Missed> missed,
                Function<NamespaceSocket, NamespaceListener> connected,
                Runnable abandoned)
                implements Admission {
            /** A new client without a past or a future. */
            public Admit(Function<NamespaceSocket, NamespaceListener> connected) {
                this(null, null, List.of(), connected, () -> {});
            }
        }

        /**
         * CONNECT_ERROR; clients do not try again by themselves.
         *
         * @param message for people
         * @param data JSON, or {@code null} for none
         */
        record Refuse(String message, @Nullable String data) implements Admission {}
    }
}
