package heliograph.signaling;

import heliograph.protocol.CloseReason;
import heliograph.state.Entry.Said;
import heliograph.state.Offset;

/**
 * The way to one client, whatever protocol it speaks. Events leave in the order of the calls;
 * nothing blocks.
 */
public interface Outlet {
    /** What clients speak. */
    enum Protocol {
        /** Socket.IO 5. */
        SOCKET_IO,
        /** Plain JSON frames. */
        PLAIN
    }

    /** What this client speaks. */
    Protocol protocol();

    /** Bytes that wait because the client reads slowly. */
    long queuedBytes();

    /**
     * Sends an event.
     *
     * @param offset where the client stands with it
     */
    void send(Said said, Offset offset);

    /** Ends the connection after what was sent. */
    void close(CloseReason reason);
}
