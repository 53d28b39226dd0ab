package heliograph.protocol;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonRawValue;
import heliograph.state.Media;
import heliograph.state.RoomId;
import heliograph.state.Sequence;
import heliograph.state.UserId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What clients hear (wire contract, "Server to client"). The record's name is the wire name, its
 * components are the fields; a component that is null is left out.
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public sealed interface ServerMessage {
    /** {@code connected}. */
    record Connected(UserId userId) implements ServerMessage {}

    /**
     * {@code resumed}: the plain frames' word for a session that goes on whole. Socket.IO says it
     * by the {@code pid} of its CONNECT answer.
     */
    record Resumed(UserId userId) implements ServerMessage {}

    /** {@code joinedRoom}. */
    record JoinedRoom(
            RoomId roomId, Profile user, List<Someone> participants, int totalParticipants)
            implements ServerMessage {}

    /**
     * One of the others in {@link JoinedRoom}; {@code polite} is the reader's role towards them.
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Someone(
            UserId userId,
            @Nullable String name,
            @Nullable String lastName,
            @Nullable String username,
            @Nullable String avatar,
            boolean audio,
            boolean video,
            boolean screen,
            boolean polite) {
        /** From a profile and what is switched on. */
        public static Someone of(Profile profile, Media media, boolean polite) {
            return new Someone(
                    profile.userId(),
                    profile.name(),
                    profile.lastName(),
                    profile.username(),
                    profile.avatar(),
                    media.audio(),
                    media.video(),
                    media.screen(),
                    polite);
        }
    }

    /**
     * {@code userJoined}: the newcomer is the polite side, so {@code polite} is false for all who
     * hear it. Of two, one who returns is the polite side only towards those who came earlier.
     */
    record UserJoined(
            UserId userId,
            @Nullable String name,
            @Nullable String lastName,
            @Nullable String username,
            @Nullable String avatar,
            boolean audio,
            boolean video,
            boolean screen,
            boolean polite)
            implements ServerMessage {
        /** Of one who returns; {@code polite} is the reader's role towards them. */
        public static UserJoined of(Profile profile, Media media, boolean polite) {
            return new UserJoined(
                    profile.userId(),
                    profile.name(),
                    profile.lastName(),
                    profile.username(),
                    profile.avatar(),
                    media.audio(),
                    media.video(),
                    media.screen(),
                    polite);
        }

        /** Of a newcomer. */
        public static UserJoined of(Profile profile, boolean audio, boolean video) {
            return new UserJoined(
                    profile.userId(),
                    profile.name(),
                    profile.lastName(),
                    profile.username(),
                    profile.avatar(),
                    audio,
                    video,
                    false,
                    false);
        }
    }

    /** {@code userLeft}. */
    record UserLeft(UserId userId, RoomId roomId) implements ServerMessage {}

    /** {@code leftRoom}. */
    record LeftRoom(RoomId roomId, boolean success) implements ServerMessage {}

    /** {@code offer}; {@code sdp} is raw JSON. */
    record Offer(
            UserId fromUserId,
            @JsonRawValue String sdp,
            RoomId roomId,
            @Nullable Sequence sequence,
            @Nullable String messageId)
            implements ServerMessage {}

    /** {@code answer}; {@code sdp} is raw JSON. */
    record Answer(
            UserId fromUserId,
            @JsonRawValue String sdp,
            RoomId roomId,
            @Nullable Sequence sequence,
            @Nullable String messageId)
            implements ServerMessage {}

    /** A trickled candidate; {@code candidate} is raw JSON, the word null included. */
    record IceCandidate(
            UserId fromUserId,
            @JsonRawValue String candidate,
            RoomId roomId,
            @Nullable Sequence sequence,
            @Nullable String messageId)
            implements ServerMessage {}

    /** {@code offerAck}; {@code targetUserId} is null only where the offer named none. */
    record OfferAck(
            boolean success,
            @Nullable Sequence sequence,
            @Nullable String messageId,
            @Nullable UserId targetUserId,
            @Nullable String reason,
            @Nullable Boolean duplicate)
            implements ServerMessage {}

    /** {@code answerAck}. */
    record AnswerAck(
            boolean success,
            @Nullable Sequence sequence,
            @Nullable String messageId,
            @Nullable UserId targetUserId,
            @Nullable String reason,
            @Nullable Boolean duplicate)
            implements ServerMessage {}

    /** {@code iceRestartRequired}. */
    record IceRestartRequired(UserId targetUserId, RoomId roomId) implements ServerMessage {}

    /** {@code connectionFailed}. */
    record ConnectionFailed(UserId targetUserId, RoomId roomId, String reason)
            implements ServerMessage {}

    /** {@code userMediaChanged}: the one that changed, the others null. */
    record UserMediaChanged(
            UserId userId,
            @Nullable Boolean audio,
            @Nullable Boolean video,
            @Nullable Boolean screen)
            implements ServerMessage {
        /** One change. */
        public static UserMediaChanged of(UserId user, Media.Kind kind, boolean enabled) {
            return switch (kind) {
                case AUDIO -> new UserMediaChanged(user, enabled, null, null);
                case VIDEO -> new UserMediaChanged(user, null, enabled, null);
                case SCREEN -> new UserMediaChanged(user, null, null, enabled);
            };
        }
    }

    /** {@code stateReset}: the client must join again. */
    record StateReset(String reason) implements ServerMessage {}

    /** {@code error}. */
    @SuppressWarnings("AvoidCommonTypeNames") // the record's name is the wire name
    record Error(
            ErrorCode code,
            String message,
            @Nullable String event,
            @Nullable String targetUserId,
            long timestamp)
            implements ServerMessage {}
}
