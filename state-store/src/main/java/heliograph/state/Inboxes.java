package heliograph.state;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Sessions, which outlive their connections, and their inboxes: everything a session is to hear, in
 * order, until the client has confirmed it. A session is written when it opens and while it lives,
 * never at its end, so that a node may die at any moment.
 */
public interface Inboxes {
    /**
     * Opens a session. Its inbox begins with {@code greeting}, so that every client has an offset
     * (socketio-facts C6). Nothing is published: the caller sends the greeting itself.
     */
    CompletionStage<Opened> open(NewSession session);

    /**
     * Takes a session over to another connection, here or on another node. Everything or nothing:
     * on {@link Recovered.Resumed} the older connection is fenced ({@link Publication.Fenced}), the
     * seats are this node's and present again, and seats that others were told had been left are
     * announced anew; on {@link Recovered.Refused} nothing has changed. Trying again after an
     * answer that got lost is the same as trying for the first time. Fails with {@link
     * StoreUnavailable} also while the node has no lease, under which alone it gets seats.
     */
    CompletionStage<Recovered> recover(Recovery wish);

    /** Entries after {@code after}, oldest first, at most {@code limit}. */
    CompletionStage<Read> readAfter(SessionId session, Offset after, int limit);

    /**
     * The client has everything up to and including {@code offset}: what is older is forgotten (the
     * entry itself stays, as the proof of the position). Keeps the session alive for another {@link
     * Windows#sessionTtl()}; so it must be called at each heartbeat even where nothing is new.
     *
     * @return false where this generation of the session is not there (any more)
     */
    CompletionStage<Boolean> confirm(SessionId session, Offset offset);

    /** The last entry of each inbox; sessions that are not there (any more) are left out. */
    CompletionStage<List<Position>> positions(List<SessionId> sessions);

    /** The client said goodbye: nothing is left to resume. Seats are given up separately. */
    CompletionStage<@Nullable Void> forget(SessionId session);

    /**
     * Who wants to be let in.
     *
     * @param id the first generation
     * @param secret what a client must know to resume the session, beside the id
     * @param user who it is
     * @param node where the connection is
     * @param greeting the first entry
     */
    record NewSession(SessionId id, String secret, UserId user, NodeId node, Entry.Said greeting) {}

    /**
     * An open session.
     *
     * @param first where the greeting stands
     * @param epoch in which it was opened ({@link Nodes.Beat#epoch})
     */
    record Opened(Offset first, String epoch) {}

    /**
     * A wish to resume.
     *
     * @param id the session's id, without a generation
     * @param secret as given when it was opened
     * @param user who asks, already authorised; must be whose session it is
     * @param node where the new connection is
     * @param after what the client heard last; empty where it says it heard nothing
     */
    record Recovery(String id, String secret, UserId user, NodeId node, Optional<Offset> after) {}

    /** The answer to {@link #recover}. */
    sealed interface Recovered {
        /**
         * Resumed whole.
         *
         * @param id with its new generation
         * @param missed what the client has not heard, in order
         * @param rooms where it sits
         * @param epoch in which it was opened, which is the present one
         */
        record Resumed(SessionId id, List<Numbered> missed, Set<RoomId> rooms, String epoch)
                implements Recovered {}

        /** Not possible whole, therefore not at all. */
        record Refused(Why why) implements Recovered {}
    }

    /** Why a session is not resumed. */
    enum Why {
        /** There is no such session (any more), or the secret or the user is another's. */
        UNKNOWN,
        /**
         * Entries that the client has not heard are gone: trimmed, or never were in this history.
         */
        GAP,
        /** Redis has lost writes since the session was opened. */
        STATE_LOST,
        /** A seat could not be taken again: the room is gone or full. */
        SEAT_LOST
    }

    /**
     * An entry and where it stands.
     *
     * @param offset where
     * @param entry what
     */
    record Numbered(Offset offset, Entry entry) {}

    /** The answer to {@link #readAfter}. */
    sealed interface Read {
        /** The entries, without a gap to {@code after}. */
        record Entries(List<Numbered> entries) implements Read {}

        /** {@code after} or what follows it is not in the inbox; it cannot be filled. */
        record Gap() implements Read {}

        /** Something else stands at {@code after}, or nothing yet: Redis has lost writes. */
        record Forked() implements Read {}
    }

    /**
     * Where an inbox stands.
     *
     * @param session whose
     * @param last its last entry
     */
    record Position(SessionId session, Offset last) {}
}
