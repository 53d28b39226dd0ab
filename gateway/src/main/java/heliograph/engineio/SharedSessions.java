package heliograph.engineio;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What the nodes share of sessions on long polling, whose requests may each come to another node:
 * the packets that wait for a GET, which requests are under way, who owns the session. The owner
 * has the live objects and the heartbeat. One instance speaks for one {@link EngineServer} of one
 * node. Stages fail where what is shared cannot be reached.
 */
public interface SharedSessions {
    /** Who is told what others do; once, before anything else is called. */
    void attach(Node node);

    /** A session was opened here; it is owned by this node. */
    CompletionStage<@Nullable Void> open(String sid, Duration patience);

    /** How a session stands. */
    CompletionStage<Standing> find(String sid);

    /**
     * A GET came, or is to look again.
     *
     * @param request an id of its own
     * @param again whether it has asked before
     */
    CompletionStage<Polled> poll(String sid, String request, boolean again, int maxBytes);

    /**
     * A GET is given up without an answer from the session, which goes on.
     *
     * @return when the next GET is the only one
     */
    CompletionStage<@Nullable Void> release(String sid, String request);

    /** The client of a GET is gone, and with it the session. */
    void abort(String sid, String request);

    /** Hands a POST to the owner; {@link Node#taken} follows. */
    CompletionStage<Posted> post(String sid, String request, String body);

    /**
     * The owner has read a POST.
     *
     * @param from the node that has the request
     * @param accepted false where it could not be read
     * @param pong whether a pong was in it that was waited for
     */
    void taken(String sid, String request, String from, boolean accepted, boolean pong);

    /**
     * The owner sends packets.
     *
     * @return the bytes that wait; empty where the session has ended, or is another node's
     */
    CompletionStage<Optional<Long>> push(String sid, List<String> packets);

    /**
     * The owner ends a session.
     *
     * @param last for the GET that waits, and for one that comes within {@code linger}
     */
    void end(String sid, String last, Duration linger);

    /** Ends a session in its owner's place, who is told why if it is there. */
    void drop(String sid, EngineClosed why);

    /** Whether the owner of a session is there. */
    CompletionStage<Boolean> isThere(String owner);

    /** A WebSocket begins to replace long polling; false where that cannot be. */
    CompletionStage<Boolean> beginUpgrade(String sid, String probe);

    /** It did not; long polling goes on. */
    void cancelUpgrade(String sid, String probe);

    /** The client has changed to the WebSocket, which is here. */
    CompletionStage<Finished> finishUpgrade(String sid, String probe);

    /**
     * Gives a session to another node.
     *
     * @return false where that node is gone
     */
    CompletionStage<Boolean> handOver(String sid, String to, String state);

    /** Takes what was handed over to this node, once. */
    CompletionStage<Optional<TakenOver>> takeOver(String sid);

    /** How a session stands. */
    enum Standing {
        /** There is none. */
        ABSENT,
        /** On long polling. */
        POLLING,
        /** On its way to a WebSocket, or on one. */
        UPGRADED
    }

    /** The answer to a GET. */
    sealed interface Polled {
        /** These, in one body. */
        record Packets(List<String> packets) implements Polled {}

        /**
         * Nothing yet; {@link Node#wake} follows.
         *
         * @param left after which the session expires, if its client is not heard of
         */
        record Wait(String owner, Duration left) implements Polled {}

        /** A probe is open: to be asked again in a moment. */
        record Soon() implements Polled {}

        /** A second one at the same time, or the session is not on long polling any more. */
        record Refused() implements Polled {}

        /** There is no such session. */
        record Unknown() implements Polled {}
    }

    /** The answer to a POST. */
    enum Posted {
        /** The owner has it. */
        PASSED,
        /** The owner did not hear it. */
        UNHEARD,
        /** A second one at the same time, or the session is not on long polling any more. */
        REFUSED,
        /** There is no such session. */
        UNKNOWN
    }

    /** The answer to the packet that finishes an upgrade. */
    sealed interface Finished {
        /** This node owns the session: these packets go first. */
        record Own(List<String> packets) implements Finished {}

        /** The session is on its way; {@link Node#offered} follows. */
        record Moving() implements Finished {}

        /** It cannot be. */
        record Refused() implements Finished {}
    }

    /**
     * A session from another node.
     *
     * @param state of the application
     * @param packets to be sent first
     */
    record TakenOver(String state, List<String> packets) {}

    /** A node, as it hears of sessions and requests. Called by one thread, must not block. */
    interface Node {
        /** A GET that is held here is to look again. */
        void wake(String request);

        /** The owner has read a POST that waits here. */
        void taken(String request, boolean accepted);

        /** A POST for a session owned here. */
        void posted(String sid, String request, String from, String body);

        /** A session owned here has been ended by another node. */
        void ended(String sid, EngineClosed why);

        /** A session owned here is probed. */
        void paused(String sid, String probe);

        /** The probe has failed. */
        void resumed(String sid);

        /** A session owned here is wanted by another node. */
        void asked(String sid, String by);

        /** A session is to be taken over. */
        void offered(String sid);

        /** A session that was handed over has arrived. */
        void arrived(String sid);

        /** Some of the above may have been missed. */
        void missed();
    }
}
