package heliograph.protocol;

import heliograph.state.Candidates;
import heliograph.state.Connections;
import heliograph.state.Media;
import heliograph.state.RoomId;
import heliograph.state.Sequence;
import heliograph.state.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What clients say (wire contract, "Client to server"). The record's name is the wire name. */
public sealed interface ClientMessage {
    /** The room it is about. */
    RoomId roomId();

    /** {@code joinRoom}. */
    record JoinRoom(RoomId roomId, boolean audio, boolean video) implements ClientMessage {}

    /** {@code leaveRoom}. */
    record LeaveRoom(RoomId roomId) implements ClientMessage {}

    /**
     * {@code offer}.
     *
     * @param sdp the raw JSON of the description, relayed untouched
     * @param ufrags its ICE generation: every ufrag that it names, each once
     */
    record Offer(
            RoomId roomId,
            UserId targetUserId,
            String sdp,
            List<String> ufrags,
            @Nullable Sequence sequence,
            @Nullable String messageId)
            implements ClientMessage {}

    /** {@code answer}; fields as in {@link Offer}. */
    record Answer(
            RoomId roomId,
            UserId targetUserId,
            String sdp,
            List<String> ufrags,
            @Nullable Sequence sequence,
            @Nullable String messageId)
            implements ClientMessage {}

    /** A trickled candidate. */
    record IceCandidate(
            RoomId roomId,
            UserId targetUserId,
            Candidates.Candidate candidate,
            @Nullable Sequence sequence,
            @Nullable String messageId)
            implements ClientMessage {}

    /** {@code connectionStateUpdate}. */
    record ConnectionStateUpdate(RoomId roomId, UserId targetUserId, Connections.Report report)
            implements ClientMessage {}

    /** {@code toggleAudio}. */
    record ToggleAudio(RoomId roomId, boolean enabled) implements Toggle {
        @Override
        public Media.Kind kind() {
            return Media.Kind.AUDIO;
        }
    }

    /** {@code toggleVideo}. */
    record ToggleVideo(RoomId roomId, boolean enabled) implements Toggle {
        @Override
        public Media.Kind kind() {
            return Media.Kind.VIDEO;
        }
    }

    /** {@code toggleScreenShare}. */
    record ToggleScreenShare(RoomId roomId, boolean enabled) implements Toggle {
        @Override
        public Media.Kind kind() {
            return Media.Kind.SCREEN;
        }
    }

    /** The three that switch a medium. */
    sealed interface Toggle extends ClientMessage {
        /** Which one. */
        Media.Kind kind();

        /** On or off. */
        boolean enabled();
    }
}
