package heliograph.socketio;

import java.util.function.Consumer;

/**
 * One client in one namespace. Packets leave in the order of the calls; any thread may call,
 * nothing blocks.
 */
public interface NamespaceSocket {
    /** The public id of the socket, another one than the Engine.IO session's. */
    String id();

    /** Sends an event. */
    void emit(String event, Arguments arguments);

    /**
     * Sends an event and asks for an acknowledgement; the callback is dropped when the client goes.
     */
    void emit(String event, Arguments arguments, Consumer<Arguments> acknowledged);

    /** Bytes that wait for a slow reader. */
    long queuedBytes();

    /** DISCONNECT: the client leaves this namespace and does not come back by itself. */
    void disconnect();

    /** Ends the transport: the client comes back by itself. Codes as in RFC 6455. */
    void closeTransport(int code, String reason);
}
