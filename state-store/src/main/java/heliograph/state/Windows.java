package heliograph.state;

import java.time.Duration;

/**
 * Every time and limit that the store applies, with the seed's defaults. Times are judged by
 * Redis's clock.
 *
 * @param sequence how long a {@code sequence} or {@code messageId} is remembered ({@code
 *     SEQUENCE_WINDOW})
 * @param stale without a state change for this long a peer connection counts as stale ({@code
 *     STALE_AFTER})
 * @param restartCooldown the shortest time between two ICE restarts of a pair ({@code
 *     RESTART_COOLDOWN})
 * @param maxRestarts ICE restarts per peer key ({@code MAX_RESTARTS})
 * @param maxFailures the failure that gives up ({@code MAX_FAILURES})
 * @param candidates how long a buffered candidate is kept ({@code CANDIDATE_TTL})
 * @param maxCandidates candidates kept per peer key ({@code MAX_CANDIDATES})
 * @param glare how long an unanswered offer collides with the other side's ({@code GLARE_WINDOW})
 * @param seatGrace how long a lost connection keeps its seat before peers are told ({@code
 *     SEAT_GRACE})
 * @param recovery how long after its loss a connection can be resumed ({@code RECOVERY_WINDOW})
 * @param silence the longest time between two signs of life of a client: {@code PING_INTERVAL} and
 *     {@code PING_TIMEOUT} together
 * @param inboxLimit entries that an inbox keeps for a client that does not confirm ({@code
 *     INBOX_LIMIT}); an older position cannot be resumed
 * @param nodeLease a node that did not renew for this long is dead ({@code NODE_LEASE})
 * @param roomTtl how long a room that nobody touches is remembered ({@code ROOM_TTL})
 * @param roomCapacity seats of a room that named no {@code maxParticipants} ({@code ROOM_CAPACITY})
 * @param autoCreateRooms whether joining an unknown room creates it ({@code ROOM_AUTO_CREATE})
 * @param rate the window of the three limits below ({@code RATE_WINDOW})
 * @param joins joins per user and window ({@code RATE_JOINS})
 * @param descriptions offers and answers per user and window ({@code RATE_DESCRIPTIONS})
 * @param candidateEvents candidates, state updates and media flags per user and window ({@code
 *     RATE_CANDIDATES})
 */
public record Windows(
        Duration sequence,
        Duration stale,
        Duration restartCooldown,
        int maxRestarts,
        int maxFailures,
        Duration candidates,
        int maxCandidates,
        Duration glare,
        Duration seatGrace,
        Duration recovery,
        Duration silence,
        int inboxLimit,
        Duration nodeLease,
        Duration roomTtl,
        int roomCapacity,
        boolean autoCreateRooms,
        Duration rate,
        int joins,
        int descriptions,
        int candidateEvents) {

    /** The seed's values, and ours where the seed is silent. */
    public static final Windows DEFAULTS =
            new Windows(
                    Duration.ofSeconds(30),
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(5),
                    2,
                    3,
                    Duration.ofSeconds(120),
                    200,
                    Duration.ofSeconds(5),
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(120),
                    Duration.ofSeconds(85),
                    1_000,
                    Duration.ofSeconds(5),
                    Duration.ofHours(24),
                    50,
                    true,
                    Duration.ofMinutes(1),
                    50,
                    200,
                    500);

    /** How long a session is remembered after the last sign of life of its client. */
    public Duration sessionTtl() {
        return recovery.plus(silence);
    }
}
