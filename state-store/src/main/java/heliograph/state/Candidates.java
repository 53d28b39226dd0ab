package heliograph.state;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The seed's IceCandidateBufferService. {@link #relayCandidate} is what the gateway calls; the
 * others are the seed's methods one by one, for tools and tests.
 */
public interface Candidates {
    /**
     * Checks, buffers and publishes to the target's node, all or nothing; an away or absent target
     * gets it later.
     */
    CompletionStage<Relayed> relayCandidate(Signal signal);

    /** Buffers without publishing. Equal candidates are kept once. */
    CompletionStage<Boolean> bufferCandidate(
            Link link, Candidate candidate, @Nullable Sequence sequence);

    /**
     * The buffer, by sequence; those without one in order of arrival after the ones before them.
     */
    CompletionStage<List<Buffered>> getBufferedCandidates(Link link);

    /** Marks as handed to the target; false where it is not in the buffer. */
    CompletionStage<Boolean> markAsApplied(Link link, Candidate candidate);

    /** Whether an equal candidate is in the buffer. */
    CompletionStage<Boolean> hasDuplicate(Link link, Candidate candidate);

    /** Counts of the buffer. */
    CompletionStage<Statistics> getStatistics(Link link);

    /**
     * Drops what is older than {@link Windows#candidates()}; answers how many. For tools: what is
     * too old counts nowhere, and a buffer has a TTL (docs/decisions/0006).
     */
    CompletionStage<Integer> cleanupStaleBuffers(RoomId room);

    /**
     * RTCIceCandidateInit. Equality is by the first three (wire contract, "Meaning").
     *
     * @param candidate the candidate line; empty for end-of-candidates
     * @param sdpMid which media section, by name
     * @param sdpMLineIndex which media section, by index
     * @param ufrag the ICE generation it belongs to, where it says so
     * @param json the object as the client sent it ({@code null} for end-of-candidates said so)
     */
    record Candidate(
            String candidate,
            @Nullable String sdpMid,
            @Nullable Integer sdpMLineIndex,
            @Nullable String ufrag,
            String json) {}

    /**
     * A candidate on its way.
     *
     * @param link from the sender to the target
     * @param sender the session that says it
     * @param candidate what it says
     * @param sequence the client's number, if any
     * @param messageId the client's id for retries, if any
     * @param said what the target is to hear
     */
    record Signal(
            Link link,
            SessionId sender,
            Candidate candidate,
            @Nullable Sequence sequence,
            @Nullable String messageId,
            Entry.Said said) {}

    /** The verdict on a candidate. */
    sealed interface Relayed {
        /** On its way. */
        record Accepted() implements Relayed {}

        /** Buffered; the target is away or not there yet. */
        record Held() implements Relayed {}

        /** An equal one is in the buffer: dropped silently. */
        record Duplicate() implements Relayed {}

        /** The buffer of this link is full. */
        record BufferFull() implements Relayed {}

        /** The sender's session holds no seat in this room. */
        record NotSeated() implements Relayed {}

        /** Too many in the window. */
        record RateLimited(Duration retryAfter) implements Relayed {}

        /** The message id was seen within the window. */
        record Repeated() implements Relayed {}
    }

    /**
     * One entry of the buffer.
     *
     * @param json the candidate as sent
     * @param sequence the client's number, if any
     * @param applied handed to the target
     */
    record Buffered(String json, @Nullable Sequence sequence, boolean applied) {}

    /**
     * Counts of one buffer.
     *
     * @param buffered all entries
     * @param applied those handed to the target
     */
    record Statistics(int buffered, int applied) {}
}
