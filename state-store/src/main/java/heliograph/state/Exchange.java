package heliograph.state;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Engine.IO sessions on long polling, as far as every node must know of them: who owns one, what
 * waits for its next GET, which requests are under way (socketio-facts A5, A6). One node owns a
 * session; requests of its client come to any. Stages fail with {@link StoreUnavailable}.
 */
public interface Exchange {
    /**
     * Hears what concerns the sessions and requests of {@code node}; {@code listener} is called in
     * order, by one thread, and must not block. The stage completes when Redis has confirmed the
     * subscription.
     */
    CompletionStage<@Nullable Void> listen(NodeId node, Consumer<Note> listener);

    /**
     * A session was opened.
     *
     * @param patience from one sign of life of the client to the latest next one
     */
    CompletionStage<@Nullable Void> open(String session, NodeId owner, Duration patience);

    /** How a session stands. */
    CompletionStage<Standing> find(String session);

    /**
     * A GET: takes what waits, or begins to wait until {@link Note.Wake}.
     *
     * @param again whether this one has asked before
     * @param maxBytes of the packets together; a single one may be larger
     */
    CompletionStage<Polled> poll(String session, Request request, boolean again, int maxBytes);

    /** A GET that waits is given back unanswered; the session goes on. */
    CompletionStage<@Nullable Void> release(String session, Request request);

    /** Hands the body of a POST to the owner, who says {@link Note.Taken}. */
    CompletionStage<Passed> post(String session, Request request, String body);

    /**
     * The owner has read a POST.
     *
     * @param accepted false where it could not be read
     * @param pong whether there was a pong in it that was waited for
     */
    CompletionStage<@Nullable Void> taken(
            String session, Request request, boolean accepted, boolean pong);

    /**
     * The owner sends packets, behind those that wait.
     *
     * @return the bytes that wait now; empty where the session has ended or is another node's
     */
    CompletionStage<Optional<Long>> push(String session, NodeId owner, List<String> packets);

    /**
     * Ends a session.
     *
     * @param last the packet for the GET that waits
     * @param linger for how long a GET that comes gets it too
     * @param lost the GET whose client is gone, if that is why
     * @param tell what the owner is told; null where it is the owner who ends it
     */
    CompletionStage<@Nullable Void> end(
            String session,
            String last,
            Duration linger,
            @Nullable Request lost,
            @Nullable Cause tell);

    /**
     * Whether a node hears what is published to it; its sessions are lost where it does not.
     *
     * @return false where nobody listens on its channel
     */
    CompletionStage<Boolean> isThere(NodeId node);

    /**
     * A WebSocket wants to take over from long polling.
     *
     * @param probe names the WebSocket
     * @return false where that is not possible
     */
    CompletionStage<Boolean> beginUpgrade(String session, String probe);

    /** Long polling goes on, if this WebSocket was to take over. */
    CompletionStage<@Nullable Void> cancelUpgrade(String session, String probe);

    /** The client has changed to the WebSocket, which is at {@code node}. */
    CompletionStage<Finished> finishUpgrade(String session, String probe, NodeId node);

    /**
     * The owner hands a session to the node that has asked for it.
     *
     * @param application what the application must know to go on
     * @return false where that node is gone
     */
    CompletionStage<Boolean> handOver(
            String session, NodeId owner, NodeId node, String application);

    /**
     * Takes what was handed to {@code node}, once.
     *
     * @return empty where there is nothing to take
     */
    CompletionStage<Optional<TakenOver>> takeOver(String session, NodeId node);

    /**
     * A request that is under way.
     *
     * @param id without white space
     * @param node that has it
     */
    record Request(String id, NodeId node) {}

    /** How a session stands. */
    enum Standing {
        /** There is none. */
        ABSENT,
        /** On long polling. */
        POLLING,
        /** On its way to a WebSocket, or on one. */
        UPGRADED
    }

    /** Why a session is ended by another than its owner. */
    enum Cause {
        /** The client is gone. */
        LOST,
        /** The pong is overdue. */
        TIMEOUT,
        /** The client broke the protocol. */
        PROTOCOL
    }

    /** The answer to a GET. */
    sealed interface Polled {
        /** These. */
        record Packets(List<String> packets) implements Polled {}

        /**
         * Nothing yet.
         *
         * @param left after which the session expires, if its client is not heard of
         */
        record Wait(NodeId owner, Duration left) implements Polled {}

        /** An upgrade is under way; ask again in a moment. */
        record Soon() implements Polled {}

        /** Another GET was waiting: the session is ended. */
        record Second() implements Polled {}

        /** The session is on a WebSocket. */
        record Upgraded() implements Polled {}

        /** There is no such session. */
        record Unknown() implements Polled {}
    }

    /** The answer to a POST. */
    enum Passed {
        /** The owner has it. */
        PASSED,
        /** The owner did not hear it. */
        UNHEARD,
        /** Another POST was under way: the session is ended. */
        SECOND,
        /** The session is on a WebSocket. */
        UPGRADED,
        /** There is no such session. */
        UNKNOWN
    }

    /** The answer to {@link #finishUpgrade}. */
    sealed interface Finished {
        /** The owner's own WebSocket: these packets go there first. */
        record Own(List<String> packets) implements Finished {}

        /** The owner was asked to hand over; {@link Note.Offered} follows. */
        record Moving() implements Finished {}

        /** Not possible. */
        record Refused() implements Finished {}
    }

    /**
     * What was handed over.
     *
     * @param application what the application must know
     * @param packets to be sent first
     */
    record TakenOver(String application, List<String> packets) {}

    /** What a node hears. */
    sealed interface Note {
        /** A GET that waits here is to ask again. */
        record Wake(String request) implements Note {}

        /** The owner has read the POST that waits here. */
        record Taken(String request, boolean accepted) implements Note {}

        /** A POST for a session that is owned here. */
        record Posted(String session, Request request, String body) implements Note {}

        /** A session that is owned here was ended. */
        record Ended(String session, Cause cause) implements Note {}

        /** A WebSocket probes a session that is owned here. */
        record Paused(String session, String probe) implements Note {}

        /** It does not any more. */
        record Resumed(String session) implements Note {}

        /** A session that is owned here is to be handed over. */
        record Asked(String session, NodeId by) implements Note {}

        /** A session can be taken over here. */
        record Offered(String session) implements Note {}

        /** A session that was owned here has arrived. */
        record Arrived(String session) implements Note {}

        /** The subscription was confirmed anew: notes may have been missed. */
        record Again() implements Note {}
    }
}
