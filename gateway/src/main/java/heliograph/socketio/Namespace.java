package heliograph.socketio;

import heliograph.transport.HttpRequest;
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
     * A CONNECT packet.
     *
     * @param auth the payload, a JSON object ({@code {}} if there was none)
     * @param handshake the request that opened the Engine.IO session
     */
    record Connect(String auth, HttpRequest handshake) {}

    /** The decision. */
    sealed interface Admission {
        /**
         * Welcome.
         *
         * @param connected called right after the CONNECT answer was sent; gives the listener
         */
        record Admit(Function<NamespaceSocket, NamespaceListener> connected) implements Admission {}

        /**
         * CONNECT_ERROR; clients do not try again by themselves.
         *
         * @param message for people
         * @param data JSON, or {@code null} for none
         */
        record Refuse(String message, @Nullable String data) implements Admission {}
    }
}
