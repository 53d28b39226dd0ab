package heliograph.engineio;

import heliograph.transport.HttpRequest;

/**
 * One Engine.IO session. Messages leave in the order of the calls; any thread may call, nothing
 * blocks.
 */
public interface EngineSession {
    /** The secret id of the session. */
    String id();

    /** The request that opened it, with query and headers. */
    HttpRequest handshake();

    /** Sends a text message. */
    void send(String message);

    /** Sends a binary message. */
    void send(byte[] message);

    /** Bytes that wait for a slow reader. */
    long queuedBytes();

    /**
     * Ends the transport so that clients reconnect by themselves (their reason: {@code transport
     * close}).
     *
     * @param code the WebSocket close code
     * @param reason for people
     */
    void close(int code, String reason);
}
