package heliograph.state;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Leases of gateway nodes, the cleaning up after those that died, and what scripts publish to a
 * node.
 */
public interface Nodes {
    /** Says that this node lives for another {@link Windows#nodeLease()}. */
    CompletionStage<Beat> renew(NodeId node);

    /**
     * This node has found that Redis lost writes: sessions that were opened in the epoch {@code
     * seen} or before cannot be resumed any more. Where others have found it first, nothing
     * changes.
     *
     * @return the epoch from now on
     */
    CompletionStage<String> cutEpoch(String seen);

    /** Ends the lease. What this node could not give up is cleaned up by others. */
    CompletionStage<@Nullable Void> release(NodeId node);

    /**
     * One round of cleaning that any node may do at any time: the connections of dead nodes count
     * as lost since the end of the lease, and seats whose grace has ended are freed, each with
     * exactly one {@link Entry.UserLeft} to the others. ICE restarts that a cool-down put off are
     * asked for.
     *
     * @return how many seats this call freed
     */
    CompletionStage<Integer> sweep(NodeId by);

    /** Nodes with a valid lease. */
    CompletionStage<List<NodeId>> live();

    /**
     * Hears what is published to {@code node}; {@code listener} is called in order, by one thread,
     * and must not block. The stage completes when Redis has confirmed the subscription.
     */
    CompletionStage<@Nullable Void> listen(NodeId node, Consumer<Publication> listener);

    /**
     * Whether Redis has confirmed the subscription of {@link #listen} on the connection that it has
     * now.
     */
    boolean isListening();

    /**
     * Sends something through Redis's pub/sub to this node and waits until it is heard, because a
     * subscription can be dead without anybody noticing (a connection that swallows everything, a
     * replica that was cut off). What does not work is connected anew. Fails with {@link
     * StoreUnavailable} where Redis does not even take the question.
     */
    CompletionStage<Proof> prove(NodeId node);

    /** The answer to {@link #prove}. */
    sealed interface Proof {
        /**
         * What is published arrives.
         *
         * @param subscriptions how often the subscription was confirmed since the start; after it
         *     has grown, publications may have been missed
         * @param promoted whether Redis is, since the last proof, one that was a replica: what its
         *     predecessor had told nobody is lost
         * @param forgetful whether Redis has turned out, since the last proof, not to have what it
         *     had acknowledged to this node
         */
        record Heard(long subscriptions, boolean promoted, boolean forgetful) implements Proof {}

        /** It does not arrive. The subscription is made anew. */
        record NotHeard() implements Proof {}
    }

    /**
     * The answer to {@link #renew}.
     *
     * @param lease how this node stands
     * @param epoch names a stretch of history without lost writes; another one than at the last
     *     beat says that some were lost
     */
    record Beat(Lease lease, String epoch) {}

    /** Whether a node was there all the time. */
    enum Lease {
        /** Held without a break (or taken for the first time). */
        HELD,
        /**
         * It had ended and others have cleaned up: the connections of this node count as lost, so
         * its sessions are to be resumed on new ones.
         */
        LOST
    }
}
