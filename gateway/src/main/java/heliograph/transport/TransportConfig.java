package heliograph.transport;

import java.time.Duration;
import java.util.List;

/**
 * Bounds of the transport.
 *
 * @param hosts addresses to listen on
 * @param port 0 for any free one
 * @param maxFrameBytes the largest message; more closes with 1009 (a request body: 413)
 * @param maxQueuedBytes what may wait for one slow reader
 * @param selectors selector threads
 * @param idleHttp an HTTP connection without a request is closed after this long
 * @param slowReader what a reader hears as the last that behaves as if it did not read
 */
public record TransportConfig(
        List<String> hosts,
        int port,
        int maxFrameBytes,
        long maxQueuedBytes,
        int selectors,
        Duration idleHttp,
        Farewell slowReader) {

    /**
     * A close frame.
     *
     * @param code an RFC 6455 close code
     * @param reason at most 123 bytes of UTF-8
     */
    public record Farewell(int code, String reason) {}
}
