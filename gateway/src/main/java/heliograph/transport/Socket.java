package heliograph.transport;

import java.net.InetSocketAddress;

/**
 * One open WebSocket. Frames leave in the order of the calls; every method may be called by any
 * thread, never blocks and never throws because the peer is gone. What waits for a slow reader is
 * bounded in bytes: past the bound a close frame follows what waits, and after a short grace the
 * connection is cut.
 */
public interface Socket {
    /** Queues a text frame. */
    void send(String text);

    /** Queues a binary frame. The array belongs to the socket from now on. */
    void send(byte[] binary);

    /** Queues a ping frame; the peer's WebSocket answers by itself (RFC 6455, section 5.5.2). */
    void ping();

    /**
     * Sends a close frame after what is queued, then ends the TCP connection, at the latest after a
     * short grace where the peer does not answer.
     *
     * @param code an RFC 6455 close code
     * @param reason at most 123 bytes of UTF-8
     */
    void close(int code, String reason);

    /** Bytes queued and not yet taken by the kernel. */
    long queuedBytes();

    /** The other end. */
    InetSocketAddress remoteAddress();
}
