package heliograph.state;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Everything known of one link, for people and for the HTTP API. Times are milliseconds since 1970,
 * Redis's clock.
 *
 * @param state the signaling state
 * @param offersSent counted once per relayed offer
 * @param offersReceived likewise
 * @param answersSent likewise
 * @param answersReceived likewise
 * @param failures since the last {@code connected}
 * @param restarts ICE restarts asked of this side
 * @param lastRestartAt null where there was none
 * @param connectionState last reported; null where none was
 * @param iceConnectionState last reported; null where none was
 * @param iceGatheringState last reported; null where none was
 * @param lastChangeAt last state change; null where there was none
 * @param stale no state change for {@link Windows#stale()}
 * @param history the latest state changes, oldest first
 * @param candidates the buffer of this direction
 */
public record LinkStatistics(
        SignalingState state,
        long offersSent,
        long offersReceived,
        long answersSent,
        long answersReceived,
        int failures,
        int restarts,
        @Nullable Long lastRestartAt,
        @Nullable ConnectionState connectionState,
        @Nullable IceConnectionState iceConnectionState,
        @Nullable IceGatheringState iceGatheringState,
        @Nullable Long lastChangeAt,
        boolean stale,
        List<Change> history,
        Candidates.Statistics candidates) {

    /**
     * One change.
     *
     * @param at when
     * @param what {@code signaling}, {@code connection}, {@code ice} or {@code gathering}
     * @param state the new state's name
     */
    public record Change(long at, String what, String state) {}
}
