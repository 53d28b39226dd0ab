package heliograph.state;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/** Everything that must outlive a node. One instance per process; safe for use by many threads. */
public interface StateStore extends AutoCloseable {
    /** Rooms, seats and media flags. */
    Rooms rooms();

    /** Offers and answers. */
    Links links();

    /** What the browsers report about their connections, and who restarts. */
    Connections connections();

    /** ICE candidates. */
    Candidates candidates();

    /** Sessions and what they are to hear. */
    Inboxes inboxes();

    /** Leases of nodes and what is published to them. */
    Nodes nodes();

    /** Engine.IO sessions on long polling. */
    Exchange exchange();

    /** Asks Redis; fails with {@link StoreUnavailable} where it does not answer in time. */
    CompletionStage<StoreHealth> health();

    /**
     * Ends the connections to Redis. What is remembered stays.
     *
     * @param within after this long what has not ended by itself is left alone
     */
    void close(Duration within);

    /** As {@link #close(Duration)}, within two seconds. */
    @Override
    default void close() {
        close(Duration.ofSeconds(2));
    }
}
