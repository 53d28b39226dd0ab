package heliograph.scripts;

import heliograph.state.ConnectionState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Something that happens in a room; {@link Real} does it and {@link Model} says what follows. */
sealed interface Step {
    /** A new page of a user connects to a node and joins, in place of the page before. */
    record Arrive(String user, int node) implements Step {}

    /** The page of a user joins, maybe once more, maybe when its connection is lost already. */
    record JoinAgain(String user) implements Step {}

    /** The page of a user leaves the room and stays connected. */
    record Leave(String user) implements Step {}

    /** The connection of a page is lost. */
    record Lose(String user) implements Step {}

    /**
     * The session of a page is resumed on a node.
     *
     * @param heardAll whether its client has heard everything; else it says it heard nothing
     */
    record Return(String user, int node, boolean heardAll) implements Step {}

    /** Offer or answer. */
    enum Kind {
        OFFER,
        ANSWER
    }

    /** An offer or answer. */
    record Describe(
            Kind kind,
            String from,
            String to,
            @Nullable Integer sequence,
            @Nullable String messageId,
            List<String> ufrags)
            implements Step {}

    /** A candidate. */
    record Trickle(
            String from,
            String to,
            String line,
            @Nullable Integer sequence,
            @Nullable String messageId,
            @Nullable String ufrag)
            implements Step {}

    /** A page reports on its connection to another user. */
    record Report(String from, String to, ConnectionState state) implements Step {}

    /** A connection that was replaced or resumed elsewhere still sends an offer. */
    record SpeakTooLate(String from, String to) implements Step {}

    /** A client that got no answer says it once more. */
    record Twice(Step step) implements Step {}

    /** Two of the steps that an existing page takes, in the same moment. */
    record Together(Step one, Step other) implements Step {}
}
