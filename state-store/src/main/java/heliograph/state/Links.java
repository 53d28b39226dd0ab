package heliograph.state;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Offers and answers: the seed's SignalingStateMachineService. {@link #relayOffer} and {@link
 * #relayAnswer} are what the gateway calls, one script each; the others are the seed's methods one
 * by one, for tools and tests.
 */
public interface Links {
    /** Checks, records on both links and publishes to the target's node, all or nothing. */
    CompletionStage<Relayed> relayOffer(Signal offer);

    /** Likewise for an answer. */
    CompletionStage<Relayed> relayAnswer(Signal answer);

    /** Records that {@code from} sent an offer. */
    CompletionStage<Recorded> recordOfferSent(Link link, @Nullable Sequence sequence);

    /** Records that {@code from} received an offer of {@code to}. */
    CompletionStage<Recorded> recordOfferReceived(Link link, @Nullable Sequence sequence);

    /** Records that {@code from} sent an answer. */
    CompletionStage<Recorded> recordAnswerSent(Link link, @Nullable Sequence sequence);

    /** Records that {@code from} received an answer of {@code to}. */
    CompletionStage<Recorded> recordAnswerReceived(Link link, @Nullable Sequence sequence);

    /** Whether fewer than {@link Windows#maxFailures()} failures are counted. */
    CompletionStage<Boolean> canRetry(Link link);

    /** Forgets a link: states, windows, counters, candidates. */
    CompletionStage<@Nullable Void> cleanup(Link link);

    /** Forgets all links of a room. */
    CompletionStage<@Nullable Void> cleanupRoom(RoomId room);

    /** What is known of a link; all zero for one that nobody used. */
    CompletionStage<LinkStatistics> getStatistics(Link link);

    /**
     * An offer or answer on its way.
     *
     * @param link from the sender to the target
     * @param sender the session that says it
     * @param sequence the client's number, if any
     * @param messageId the client's id for retries, if any
     * @param ufrags the ICE generation: every {@code a=ice-ufrag} of the description, each once
     *     (RFC 8839, section 5.4: of the session or of a media section). Candidates of any of them
     *     belong to it
     * @param said what the target is to hear
     */
    record Signal(
            Link link,
            SessionId sender,
            @Nullable Sequence sequence,
            @Nullable String messageId,
            List<String> ufrags,
            Entry.Said said) {}

    /** The verdict on an offer or answer. */
    sealed interface Relayed {
        /** Recorded; on its way, or waiting where the target's connection is lost. */
        record Accepted() implements Relayed {}

        /** The sequence was seen within the window. */
        record Duplicate() implements Relayed {}

        /** Collides with the offer of the impolite other side, which wins. */
        record Glare() implements Relayed {}

        /** The link has failed too often. */
        record GaveUp() implements Relayed {}

        /**
         * The target holds no seat in this room, or is away and more waits for it already than is
         * kept. Trying again is worth it.
         */
        record TargetUnavailable() implements Relayed {}

        /** The sender's session holds no seat in this room. */
        record NotSeated() implements Relayed {}

        /** Too many in the window. */
        record RateLimited(Duration retryAfter) implements Relayed {}

        /** The message id was seen within the window; this was the verdict then. */
        record Repeated(Relayed first) implements Relayed {}
    }

    /**
     * The seed's answer to a record call.
     *
     * @param isNew false for a sequence seen within the window
     * @param state where the link stands now
     */
    record Recorded(boolean isNew, SignalingState state) {}
}
