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
    CompletionStage<Lease> renew(NodeId node);

    /** Gives the lease back: nobody needs to clean up after this node. */
    CompletionStage<@Nullable Void> release(NodeId node);

    /**
     * One round of cleaning that any node may do at any time: seats of dead nodes and seats whose
     * grace has ended are freed, each with exactly one {@link Publication.UserLeft} to the others.
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

    /** The answer to {@link #renew}. */
    enum Lease {
        /** Held without a break (or taken for the first time). */
        HELD,
        /**
         * It had ended and others have cleaned up: the sessions of this node hold no seats any
         * more.
         */
        LOST
    }
}
