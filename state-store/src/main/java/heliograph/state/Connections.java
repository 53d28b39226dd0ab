package heliograph.state;

import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * The seed's PeerConnectionTrackerService. {@link #report} is what the gateway calls; the others
 * are the seed's methods one by one, for tools and tests.
 */
public interface Connections {
    /**
     * Takes a client's report. {@code connected} clears the failures and the signaling state
     * becomes CONNECTED. {@code failed} counts one failure, unless it restates a failure within
     * {@link Windows#restartCooldown()}, and decides who restarts: at most {@link
     * Windows#maxRestarts()} per link, a cool-down apart, and only one side of the pair within a
     * cool-down. Where a link fails again within it, after having begun to connect, a {@link
     * Nodes#sweep} asks its owner when the cool-down is over, unless it has come up or somebody was
     * asked since. What the reporter is to do stands in its inbox.
     */
    CompletionStage<Verdict> report(Link link, SessionId sender, Report report, Orders orders);

    /** Records the connection state. */
    CompletionStage<@Nullable Void> updateConnectionState(Link link, ConnectionState state);

    /** Records the ICE connection state. */
    CompletionStage<@Nullable Void> updateIceConnectionState(Link link, IceConnectionState state);

    /** Records the ICE gathering state. */
    CompletionStage<@Nullable Void> updateIceGatheringState(Link link, IceGatheringState state);

    /** Counts a failure; the {@link Windows#maxFailures()}th makes the link FAILED. */
    CompletionStage<Integer> recordFailure(Link link);

    /** Whether an ICE restart may be asked of {@code from} now. */
    CompletionStage<Boolean> canRestart(Link link);

    /**
     * Forgets the tracked states of links without a change for {@link Windows#stale()}; answers how
     * many. For tools; the gateway calls it nowhere (docs/decisions/0006).
     */
    CompletionStage<Integer> cleanupStaleConnections(RoomId room);

    /**
     * What the browser says; null where it did not say.
     *
     * @param connectionState {@code connectionState}
     * @param iceConnectionState {@code iceConnectionState}
     * @param iceGatheringState {@code iceGatheringState}
     */
    record Report(
            @Nullable ConnectionState connectionState,
            @Nullable IceConnectionState iceConnectionState,
            @Nullable IceGatheringState iceGatheringState) {}

    /**
     * What the reporter is told where it is to do something.
     *
     * @param restart where it is to restart ICE
     * @param giveUp where no restart is left
     */
    record Orders(Entry.Said restart, Entry.Said giveUp) {}

    /** What follows from a report. */
    sealed interface Verdict {
        /** Recorded, nothing to do. */
        record Noted() implements Verdict {}

        /** The reporter is to restart ICE. */
        record Restart(int attempt) implements Verdict {}

        /** No restart is left. */
        record GaveUp() implements Verdict {}

        /** The session holds no seat in this room. */
        record NotSeated() implements Verdict {}

        /** Too many events in the window. */
        record RateLimited(Duration retryAfter) implements Verdict {}
    }
}
