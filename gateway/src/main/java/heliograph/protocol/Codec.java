package heliograph.protocol;

import com.fasterxml.jackson.annotation.JsonRawValue;
import com.fasterxml.jackson.annotation.JsonValue;
import heliograph.state.Candidates;
import heliograph.state.ConnectionState;
import heliograph.state.Connections;
import heliograph.state.Entry.Said;
import heliograph.state.IceConnectionState;
import heliograph.state.IceGatheringState;
import heliograph.state.RoomId;
import heliograph.state.Sequence;
import heliograph.state.UserId;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * From the JSON of an event to its record and back. What is relayed stays the raw slice that it
 * was. Stateless.
 */
public final class Codec {
    /** The longest {@code messageId}, in characters. */
    public static final int MAX_MESSAGE_ID = 256;

    private static final int MAX_LINE_INDEX = 65535;

    private static final JsonMapper MAPPER =
            JsonMapper.builder()
                    .addMixIn(RoomId.class, Bare.class)
                    .addMixIn(UserId.class, Bare.class)
                    .addMixIn(Sequence.class, BareNumber.class)
                    .build();

    private Codec() {}

    /** Identities are plain strings on the wire. */
    private interface Bare {
        @JsonValue
        String value();
    }

    /** A sequence is the number itself, written as JavaScript writes it. */
    private interface BareNumber {
        @JsonValue
        @JsonRawValue
        @Override
        String toString();
    }

    /**
     * Reads an event.
     *
     * @param event its wire name
     * @param data its one argument, JSON
     * @throws BadMessage if the event is unknown, or a field is missing or ill-typed
     */
    public static ClientMessage decode(String event, String data) throws BadMessage {
        return switch (event) {
            case "joinRoom" -> {
                JsonView in = JsonView.of("data", data);
                yield new ClientMessage.JoinRoom(
                        room(in), in.bool("audio", true), in.bool("video", true));
            }
            case "leaveRoom" -> new ClientMessage.LeaveRoom(room(JsonView.of("data", data)));
            case "offer" -> {
                JsonView in = JsonView.of("data", data);
                String sdp = description(in);
                yield new ClientMessage.Offer(
                        room(in),
                        target(in),
                        sdp,
                        IceUfrag.ofDescription(sdp),
                        sequence(in),
                        messageId(in));
            }
            case "answer" -> {
                JsonView in = JsonView.of("data", data);
                String sdp = description(in);
                yield new ClientMessage.Answer(
                        room(in),
                        target(in),
                        sdp,
                        IceUfrag.ofDescription(sdp),
                        sequence(in),
                        messageId(in));
            }
            case "iceCandidate" -> {
                JsonView in = JsonView.of("data", data);
                yield new ClientMessage.IceCandidate(
                        room(in), target(in), candidate(in), sequence(in), messageId(in));
            }
            case "connectionStateUpdate" -> {
                JsonView in = JsonView.of("data", data);
                yield new ClientMessage.ConnectionStateUpdate(room(in), target(in), report(in));
            }
            case "toggleAudio" -> {
                JsonView in = JsonView.of("data", data);
                yield new ClientMessage.ToggleAudio(room(in), in.bool("enabled"));
            }
            case "toggleVideo" -> {
                JsonView in = JsonView.of("data", data);
                yield new ClientMessage.ToggleVideo(room(in), in.bool("enabled"));
            }
            case "toggleScreenShare" -> {
                JsonView in = JsonView.of("data", data);
                yield new ClientMessage.ToggleScreenShare(room(in), in.bool("enabled"));
            }
            default ->
                    throw new BadMessage(
                            "event",
                            "unknown; expected joinRoom, leaveRoom, offer, answer, iceCandidate,"
                                    + " connectionStateUpdate, toggleAudio, toggleVideo or"
                                    + " toggleScreenShare");
        };
    }

    /** An event with its encoded data. */
    public static Said encode(ServerMessage message) {
        return new Said(wireName(message.getClass()), json(message));
    }

    /** The JSON of any record of this package. */
    public static String json(Object value) {
        return MAPPER.writeValueAsString(value);
    }

    /** A profile as the store keeps it. */
    public static String encode(Profile profile) {
        return json(profile);
    }

    /** A profile as it was given at the join. */
    public static Profile decodeProfile(UserId user, String json) {
        Display display = MAPPER.readValue(json, Display.class);
        return new Profile(
                user, display.name(), display.lastName(), display.username(), display.avatar());
    }

    private record Display(
            @Nullable String name,
            @Nullable String lastName,
            @Nullable String username,
            @Nullable String avatar) {}

    /** The record's name is the wire name. */
    static String wireName(Class<?> type) {
        String name = type.getSimpleName();
        return name.substring(0, 1).toLowerCase(Locale.ROOT) + name.substring(1);
    }

    private static RoomId room(JsonView in) throws BadMessage {
        return identity(in, "roomId", RoomId::new);
    }

    private static UserId target(JsonView in) throws BadMessage {
        return identity(in, "targetUserId", UserId::new);
    }

    private static <T> T identity(JsonView in, String field, Function<String, T> make)
            throws BadMessage {
        String value = in.string(field);
        try {
            return make.apply(value);
        } catch (IllegalArgumentException e) {
            throw new BadMessage(field, String.valueOf(e.getMessage()));
        }
    }

    private static @Nullable Sequence sequence(JsonView in) throws BadMessage {
        Double number = in.number("sequence");
        return number == null ? null : new Sequence(number);
    }

    private static @Nullable String messageId(JsonView in) throws BadMessage {
        if (in.isAbsent("messageId")) {
            return null;
        }
        String id = in.string("messageId");
        if (id.isEmpty() || id.length() > MAX_MESSAGE_ID) {
            throw new BadMessage("messageId", "expected 1 to " + MAX_MESSAGE_ID + " characters");
        }
        return id;
    }

    private static String description(JsonView in) throws BadMessage {
        String raw = in.raw("sdp");
        if (in.isObject("sdp")) {
            JsonView inner = JsonView.of("sdp", raw);
            if (!inner.isString("type")) {
                throw new BadMessage("sdp.type", "expected a string");
            }
            if (!inner.isString("sdp")) {
                throw new BadMessage("sdp.sdp", "expected a string");
            }
        } else if (!in.isString("sdp")) {
            throw new BadMessage("sdp", "expected an object {type, sdp} or a string");
        }
        return raw;
    }

    private static Candidates.Candidate candidate(JsonView in) throws BadMessage {
        String raw = in.raw("candidate");
        if (in.isAbsent("candidate")) {
            return new Candidates.Candidate("", null, null, null, raw);
        }
        if (!in.isObject("candidate")) {
            throw new BadMessage("candidate", "expected an RTCIceCandidateInit object or null");
        }
        JsonView init = JsonView.of("candidate", raw);
        if (!init.isString("candidate")) {
            throw new BadMessage("candidate.candidate", "expected a string");
        }
        String line = init.string("candidate");
        String ufrag = optionalString(init, "usernameFragment");
        return new Candidates.Candidate(
                line,
                optionalString(init, "sdpMid"),
                lineIndex(init),
                ufrag == null ? IceUfrag.ofCandidate(line) : ufrag,
                raw);
    }

    private static @Nullable String optionalString(JsonView init, String name) throws BadMessage {
        if (init.isAbsent(name)) {
            return null;
        }
        if (!init.isString(name)) {
            throw new BadMessage("candidate." + name, "expected a string or null");
        }
        return init.string(name);
    }

    private static @Nullable Integer lineIndex(JsonView init) throws BadMessage {
        String name = "sdpMLineIndex";
        String expectation = "expected an integer from 0 to " + MAX_LINE_INDEX + ", or null";
        Double number;
        try {
            number = init.number(name);
        } catch (BadMessage e) {
            throw new BadMessage("candidate." + name, expectation);
        }
        if (number == null) {
            return null;
        }
        if (number != Math.rint(number) || number < 0 || number > MAX_LINE_INDEX) {
            throw new BadMessage("candidate." + name, expectation);
        }
        return number.intValue();
    }

    private static Connections.Report report(JsonView in) throws BadMessage {
        return new Connections.Report(
                state(in, "connectionState", ConnectionState.values()),
                state(in, "iceConnectionState", IceConnectionState.values()),
                state(in, "iceGatheringState", IceGatheringState.values()));
    }

    private static <E extends Enum<E>> @Nullable E state(JsonView in, String field, E[] states)
            throws BadMessage {
        if (in.isAbsent(field)) {
            return null;
        }
        String word = in.string(field);
        for (E state : states) {
            if (state.name().toLowerCase(Locale.ROOT).equals(word)) {
                return state;
            }
        }
        StringBuilder expected = new StringBuilder("expected one of");
        for (E state : states) {
            expected.append(' ').append(state.name().toLowerCase(Locale.ROOT));
        }
        throw new BadMessage(field, expected.toString());
    }
}
