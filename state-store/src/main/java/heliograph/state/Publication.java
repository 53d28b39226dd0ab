package heliograph.state;

import java.util.List;

/**
 * What a script rings a node with. Sessions that are gone, or of another generation, are skipped.
 */
public sealed interface Publication {
    /**
     * A new entry in the inboxes of these sessions.
     *
     * @param to the sessions of that node, each with where the entry stands in its inbox
     * @param entry what they are to hear
     */
    record News(List<Address> to, Entry entry) implements Publication {}

    /**
     * One addressee.
     *
     * @param session who
     * @param offset where the entry stands in its inbox
     */
    record Address(SessionId session, Offset offset) {}

    /** The session lost its seat to a newer session of the same user, and is forgotten. */
    record Replaced(SessionId session, RoomId room) implements Publication {}

    /** The session was resumed on another connection: this one is to be closed, nothing else. */
    record Fenced(SessionId session) implements Publication {}
}
