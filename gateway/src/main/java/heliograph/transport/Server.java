package heliograph.transport;

import java.time.Duration;

/** A started server. */
public interface Server extends AutoCloseable {
    /** The port it listens on. */
    int port();

    /** How many WebSockets have been ended since the start because their readers were too slow. */
    long slowReaders();

    /** Takes no new connections and refuses new WebSockets on open ones; what is open stays. */
    void stopAccepting();

    /**
     * Closes every WebSocket with 1012 (service restart) and everything else after it.
     *
     * @param deadline after this long what is still open is cut
     */
    void stop(Duration deadline);

    @Override
    default void close() {
        stop(Duration.ZERO);
    }
}
