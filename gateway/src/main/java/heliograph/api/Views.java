package heliograph.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import heliograph.ice.IceServers;
import heliograph.state.Candidates;
import heliograph.state.ConnectionState;
import heliograph.state.IceConnectionState;
import heliograph.state.IceGatheringState;
import heliograph.state.Link;
import heliograph.state.LinkStatistics;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.SignalingState;
import heliograph.state.StoreHealth;
import heliograph.state.UserId;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The JSON of the answers (wire contract, section HTTP). Times are milliseconds since 1970. What is
 * not known is null, so that every field is always there, except where a browser would take a null
 * for a value.
 */
final class Views {
    private Views() {}

    record Room(
            RoomId id,
            @Nullable String name,
            @Nullable String description,
            int maxParticipants,
            UserId createdBy,
            long createdAt,
            int participantsCount,
            // Jackson would take "is" for a prefix.
            @JsonProperty("isFull") boolean isFull) {
        static Room of(Rooms.Room room) {
            return new Room(
                    room.id(),
                    room.name(),
                    room.description(),
                    room.maxParticipants(),
                    room.createdBy(),
                    room.createdAt(),
                    room.participantsCount(),
                    room.isFull());
        }
    }

    record Participant(UserId userId, boolean audio, boolean video, boolean screen, long joinedAt) {
        static Participant of(heliograph.state.Participant participant) {
            return new Participant(
                    participant.user(),
                    participant.media().audio(),
                    participant.media().video(),
                    participant.media().screen(),
                    participant.joinedAt());
        }
    }

    record Deleted(RoomId roomId, boolean success) {}

    record Peer(
            String peerKey,
            RoomId roomId,
            UserId userId,
            UserId targetUserId,
            SignalingState state,
            long offersSent,
            long offersReceived,
            long answersSent,
            long answersReceived,
            @Nullable String connectionState,
            @Nullable String iceConnectionState,
            @Nullable String iceGatheringState,
            int failures,
            int restarts,
            @Nullable Long lastRestartAt,
            @Nullable Long lastChangeAt,
            boolean stale,
            List<LinkStatistics.Change> history,
            Candidates.Statistics candidates) {
        static Peer of(Link link, LinkStatistics statistics) {
            ConnectionState connection = statistics.connectionState();
            IceConnectionState ice = statistics.iceConnectionState();
            IceGatheringState gathering = statistics.iceGatheringState();
            return new Peer(
                    link.peerKey(),
                    link.room(),
                    link.from(),
                    link.to(),
                    statistics.state(),
                    statistics.offersSent(),
                    statistics.offersReceived(),
                    statistics.answersSent(),
                    statistics.answersReceived(),
                    connection == null ? null : connection.word(),
                    ice == null ? null : ice.word(),
                    gathering == null ? null : gathering.word(),
                    statistics.failures(),
                    statistics.restarts(),
                    statistics.lastRestartAt(),
                    statistics.lastChangeAt(),
                    statistics.stale(),
                    statistics.history(),
                    statistics.candidates());
        }
    }

    /**
     * RTCIceServer (W3C WebRTC, section 4.2.2): {@code urls} is a string where there is one, as the
     * seed writes it.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IceServer(Object urls, @Nullable String username, @Nullable String credential) {
        static IceServer of(IceServers.IceServer server) {
            return new IceServer(
                    server.urls().size() == 1 ? server.urls().getFirst() : server.urls(),
                    server.username().orElse(null),
                    server.credential().orElse(null));
        }
    }

    /**
     * @param ttl seconds, as in the TURN REST API
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record IceServersConfig(List<IceServer> iceServers, long timestamp, @Nullable Long ttl) {
        static IceServersConfig of(IceServers.IceServersConfig config) {
            return new IceServersConfig(
                    config.iceServers().stream().map(IceServer::of).toList(),
                    config.timestamp(),
                    config.ttl().map(Duration::toSeconds).orElse(null));
        }
    }

    record Health(String status, String service, long timestamp, Redis redis) {}

    /**
     * @param latencyMs how long the answer took
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Redis(String status, @Nullable Double latencyMs) {
        static final Redis DOWN = new Redis("down", null);

        static Redis of(StoreHealth health) {
            return new Redis("up", health.roundTrip().toNanos() / 1e6);
        }
    }
}
