package heliograph.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.client.Client;
import heliograph.client.Client.Closed;
import heliograph.client.Client.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Bad payloads and bad frames, a row each: the exact error, and the proof that the stored state of
 * the room is byte for byte what it was and that the others go on.
 */
class BadInputTest {
    private static final int PROTOCOL_ERROR = 1002; // RFC 6455, section 7.4.1
    private static final String ROOM = "room";
    private static final String SDP = "\"sdp\":{\"type\":\"offer\",\"sdp\":\"v=0\"}";
    private static final String CONNECTION_STATES =
            "expected one of new connecting connected disconnected failed closed";
    private static final String LINE_INDEX =
            "candidate.sdpMLineIndex: expected an integer from 0 to 65535, or null";
    private static final String EVENTS =
            "event: unknown; expected joinRoom, leaveRoom, offer, answer, iceCandidate,"
                    + " connectionStateUpdate, toggleAudio, toggleVideo or toggleScreenShare";

    private static Cluster cluster;
    private static Client alice;
    private static Client bob;

    /** A payload that must be refused with exactly this message. */
    record Bad(String event, String data, String code, String message) {
        Bad(String event, String data, String message) {
            this(event, data, "BAD_REQUEST", message);
        }
    }

    @BeforeAll
    static void start() {
        cluster =
                Cluster.start(
                        1,
                        Map.of(
                                "RATE_JOINS", "10000",
                                "RATE_DESCRIPTIONS", "10000",
                                "RATE_CANDIDATES", "10000"));
        alice = Protocol.PLAIN.connect(cluster.port(0), "alice");
        bob = Protocol.SOCKET_IO.connect(cluster.port(0), "bob");
        for (Client member : List.of(alice, bob)) {
            member.ask("joinRoom", "{\"roomId\":\"" + ROOM + "\"}");
        }
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static List<Bad> payloads() {
        List<Bad> bad = new ArrayList<>();
        for (String event :
                List.of(
                        "joinRoom",
                        "leaveRoom",
                        "offer",
                        "answer",
                        "iceCandidate",
                        "connectionStateUpdate",
                        "toggleAudio",
                        "toggleVideo",
                        "toggleScreenShare")) {
            bad.add(new Bad(event, "[]", "data: expected a JSON object"));
            bad.add(new Bad(event, "null", "data: expected a JSON object"));
        }
        bad.add(new Bad("offer", "\"text\"", "data: expected a JSON object"));
        bad.add(new Bad("offer", "5", "data: expected a JSON object"));
        bad.add(new Bad("joinRoom", "{}", "roomId: is required, expected a string"));
        bad.add(new Bad("joinRoom", "{\"roomId\":null}", "roomId: is required, expected a string"));
        bad.add(new Bad("joinRoom", "{\"roomId\":5}", "roomId: expected a string"));
        bad.add(new Bad("joinRoom", "{\"roomId\":[\"r\"]}", "roomId: expected a string"));
        bad.add(new Bad("joinRoom", "{\"roomId\":{}}", "roomId: expected a string"));
        bad.add(new Bad("joinRoom", "{\"roomId\":true}", "roomId: expected a string"));
        bad.add(new Bad("joinRoom", "{\"roomId\":\"\"}", "roomId: must not be empty"));
        bad.add(new Bad("joinRoom", "{\"roomId\":\"  \"}", "roomId: must not be empty"));
        bad.add(
                new Bad(
                        "joinRoom",
                        "{\"roomId\":\"" + "r".repeat(129) + "\"}",
                        "roomId: must have at most 128 characters"));
        bad.add(
                new Bad(
                        "joinRoom",
                        "{\"roomId\":\"a\\u0000b\"}",
                        "roomId: must not hold control characters"));
        bad.add(
                new Bad(
                        "joinRoom",
                        "{\"roomId\":\"a\\nb\"}",
                        "roomId: must not hold control characters"));
        bad.add(new Bad("joinRoom", room(",\"audio\":\"yes\""), "audio: expected a boolean"));
        bad.add(new Bad("joinRoom", room(",\"video\":1"), "video: expected a boolean"));
        bad.add(new Bad("leaveRoom", "{}", "roomId: is required, expected a string"));
        bad.add(new Bad("leaveRoom", room(""), "FORBIDDEN", notSeated()));

        for (String event : List.of("offer", "answer")) {
            bad.add(new Bad(event, "{}", "sdp: is required"));
            bad.add(new Bad(event, "{" + SDP + "}", "roomId: is required, expected a string"));
            bad.add(
                    new Bad(
                            event,
                            room("," + SDP),
                            "targetUserId: is required, expected a string"));
            bad.add(
                    new Bad(
                            event,
                            room(",\"targetUserId\":7," + SDP),
                            "targetUserId: expected a string"));
            bad.add(
                    new Bad(
                            event,
                            room(",\"targetUserId\":\"\"," + SDP),
                            "targetUserId: must not be empty"));
            bad.add(
                    new Bad(
                            event,
                            room(",\"targetUserId\":\"" + "u".repeat(129) + "\"," + SDP),
                            "targetUserId: must have at most 128 characters"));
            bad.add(
                    new Bad(
                            event,
                            room(",\"targetUserId\":\"mallory\"," + SDP),
                            "targetUserId: expected another user than yourself"));
            bad.add(new Bad(event, toAlice(""), "sdp: is required"));
            bad.add(
                    new Bad(
                            event,
                            toAlice(",\"sdp\":null"),
                            "sdp: expected an object {type, sdp} or a string"));
            bad.add(
                    new Bad(
                            event,
                            toAlice(",\"sdp\":5"),
                            "sdp: expected an object {type, sdp} or a string"));
            bad.add(
                    new Bad(
                            event,
                            toAlice(",\"sdp\":[]"),
                            "sdp: expected an object {type, sdp} or a string"));
            bad.add(new Bad(event, toAlice(",\"sdp\":{}"), "sdp.type: expected a string"));
            bad.add(
                    new Bad(
                            event,
                            toAlice(",\"sdp\":{\"type\":\"offer\"}"),
                            "sdp.sdp: expected a string"));
            bad.add(
                    new Bad(
                            event,
                            toAlice(",\"sdp\":{\"type\":1,\"sdp\":\"\"}"),
                            "sdp.type: expected a string"));
            bad.add(
                    new Bad(
                            event,
                            toAlice(",\"sdp\":{\"type\":\"offer\",\"sdp\":5}"),
                            "sdp.sdp: expected a string"));
            bad.add(
                    new Bad(
                            event,
                            toAlice("," + SDP + ",\"sequence\":\"1\""),
                            "sequence: expected a number"));
            bad.add(
                    new Bad(
                            event,
                            toAlice("," + SDP + ",\"sequence\":true"),
                            "sequence: expected a number"));
            bad.add(
                    new Bad(
                            event,
                            toAlice("," + SDP + ",\"sequence\":1e400"),
                            "sequence: expected a finite number"));
            bad.add(
                    new Bad(
                            event,
                            toAlice("," + SDP + ",\"messageId\":5"),
                            "messageId: expected a string"));
            bad.add(
                    new Bad(
                            event,
                            toAlice("," + SDP + ",\"messageId\":\"\""),
                            "messageId: expected 1 to 256 characters"));
            bad.add(
                    new Bad(
                            event,
                            toAlice("," + SDP + ",\"messageId\":\"" + "m".repeat(257) + "\""),
                            "messageId: expected 1 to 256 characters"));
            bad.add(new Bad(event, toAlice("," + SDP), "FORBIDDEN", notSeated()));
        }

        bad.add(new Bad("iceCandidate", toAlice(""), "candidate: is required"));
        bad.add(
                new Bad(
                        "iceCandidate",
                        toAlice(",\"candidate\":\"candidate:1\""),
                        "candidate: expected an RTCIceCandidateInit object or null"));
        bad.add(
                new Bad(
                        "iceCandidate",
                        toAlice(",\"candidate\":[]"),
                        "candidate: expected an RTCIceCandidateInit object or null"));
        bad.add(new Bad("iceCandidate", candidate(""), "candidate.candidate: expected a string"));
        bad.add(
                new Bad(
                        "iceCandidate",
                        candidate("\"candidate\":5"),
                        "candidate.candidate: expected a string"));
        bad.add(
                new Bad(
                        "iceCandidate",
                        candidate("\"candidate\":\"c\",\"sdpMid\":5"),
                        "candidate.sdpMid: expected a string or null"));
        bad.add(
                new Bad(
                        "iceCandidate",
                        candidate("\"candidate\":\"c\",\"usernameFragment\":5"),
                        "candidate.usernameFragment: expected a string or null"));
        for (String index : List.of("\"0\"", "-1", "1.5", "65536", "true", "[]")) {
            bad.add(
                    new Bad(
                            "iceCandidate",
                            candidate("\"candidate\":\"c\",\"sdpMLineIndex\":" + index),
                            LINE_INDEX));
        }
        bad.add(
                new Bad(
                        "iceCandidate",
                        toAlice(",\"candidate\":null,\"sequence\":\"x\""),
                        "sequence: expected a number"));
        bad.add(
                new Bad(
                        "iceCandidate",
                        toAlice(",\"candidate\":null,\"messageId\":{}"),
                        "messageId: expected a string"));
        bad.add(new Bad("iceCandidate", toAlice(",\"candidate\":null"), "FORBIDDEN", notSeated()));

        bad.add(
                new Bad(
                        "connectionStateUpdate",
                        toAlice(",\"connectionState\":\"weird\""),
                        "connectionState: " + CONNECTION_STATES));
        bad.add(
                new Bad(
                        "connectionStateUpdate",
                        toAlice(",\"connectionState\":\"Connected\""),
                        "connectionState: " + CONNECTION_STATES));
        bad.add(
                new Bad(
                        "connectionStateUpdate",
                        toAlice(",\"connectionState\":\"\""),
                        "connectionState: " + CONNECTION_STATES));
        bad.add(
                new Bad(
                        "connectionStateUpdate",
                        toAlice(",\"connectionState\":3"),
                        "connectionState: expected a string"));
        bad.add(
                new Bad(
                        "connectionStateUpdate",
                        toAlice(",\"iceConnectionState\":\"connecting\""),
                        "iceConnectionState: expected one of new checking connected completed"
                                + " disconnected failed closed"));
        bad.add(
                new Bad(
                        "connectionStateUpdate",
                        toAlice(",\"iceGatheringState\":\"done\""),
                        "iceGatheringState: expected one of new gathering complete"));
        bad.add(new Bad("connectionStateUpdate", toAlice(""), "FORBIDDEN", notSeated()));

        for (String event : List.of("toggleAudio", "toggleVideo", "toggleScreenShare")) {
            bad.add(new Bad(event, room(""), "enabled: is required, expected a boolean"));
            bad.add(
                    new Bad(
                            event,
                            room(",\"enabled\":null"),
                            "enabled: is required, expected a boolean"));
            bad.add(new Bad(event, room(",\"enabled\":\"true\""), "enabled: expected a boolean"));
            bad.add(new Bad(event, room(",\"enabled\":1"), "enabled: expected a boolean"));
            bad.add(new Bad(event, room(",\"enabled\":true"), "FORBIDDEN", notSeated()));
        }
        for (String event :
                List.of("nonsense", "__proto__", "constructor", "userLeft", "error", "")) {
            bad.add(new Bad(event, "{}", EVENTS));
        }
        return bad;
    }

    private static String room(String more) {
        return "{\"roomId\":\"" + ROOM + "\"" + more + "}";
    }

    private static String toAlice(String more) {
        return room(",\"targetUserId\":\"alice\"" + more);
    }

    private static String candidate(String inner) {
        return toAlice(",\"candidate\":{" + inner + "}");
    }

    private static String notSeated() {
        return "roomId: you are not in room " + ROOM + ", join it first";
    }

    static Stream<Arguments> badPayloads() {
        return Stream.of(Protocol.values())
                .flatMap(protocol ->
                        payloads().stream().map(bad -> Arguments.of(protocol, bad.event(), bad)));
    }

    @ParameterizedTest(name = "{0} {2}")
    @MethodSource("badPayloads")
    void aBadPayloadIsRefusedWithTheFieldsNameAndChangesNothing(
            Protocol protocol, String event, Bad bad) {
        Map<String, String> before = cluster.stored(ROOM);
        try (Client mallory = protocol.connect(cluster.port(0), "mallory")) {
            JsonNode acknowledged = mallory.ask(bad.event(), bad.data());
            JsonNode error = mallory.hears("error");
            assertThat(error.path("code").asString()).isEqualTo(bad.code());
            assertThat(error.path("message").asString()).isEqualTo(bad.message());
            assertThat(error.path("event").asString()).isEqualTo(event);
            assertThat(error.path("timestamp").isIntegralNumber()).isTrue();
            assertThat(acknowledged.path("success").asBoolean(true)).isFalse();
            if (event.equals("offer") || event.equals("answer")) {
                assertThat(acknowledged.path("reason").asString()).isEqualTo("bad_request");
                assertThat(mallory.hears(event + "Ack")).isEqualTo(acknowledged);
            } else {
                assertThat(acknowledged.path("code").asString()).isEqualTo(bad.code());
                assertThat(acknowledged.path("message").asString()).isEqualTo(bad.message());
            }
            assertThat(mallory.isOpen()).isTrue();
        }
        assertThat(cluster.stored(ROOM)).isEqualTo(before);
        theOthersGoOn();
    }

    static Stream<Arguments> badPlainFrames() {
        String deep = "[".repeat(70) + "]".repeat(70);
        return Stream.of(
                Arguments.of("{", "frame: expected valid JSON, at most 64 levels deep"),
                Arguments.of("", "frame: expected a JSON object"),
                Arguments.of("hello", "frame: expected valid JSON, at most 64 levels deep"),
                Arguments.of("[]", "frame: expected a JSON object"),
                Arguments.of("\"offer\"", "frame: expected a JSON object"),
                Arguments.of("5", "frame: expected a JSON object"),
                Arguments.of("null", "frame: expected a JSON object"),
                Arguments.of("{} {}", "frame: expected one JSON object and nothing behind it"),
                Arguments.of("{}", "event: is required, expected a string"),
                Arguments.of("{\"event\":null}", "event: is required, expected a string"),
                Arguments.of("{\"event\":5}", "event: expected a string"),
                Arguments.of("{\"event\":{}}", "event: expected a string"),
                Arguments.of(
                        "{\"event\":\"joinRoom\",\"data\":{},\"id\":\"7\"}",
                        "id: expected a whole number of at most 15 digits"),
                Arguments.of(
                        "{\"event\":\"joinRoom\",\"data\":{},\"id\":-1}",
                        "id: expected a whole number of at most 15 digits"),
                Arguments.of(
                        "{\"event\":\"joinRoom\",\"data\":{},\"id\":1.5}",
                        "id: expected a whole number of at most 15 digits"),
                Arguments.of(
                        "{\"event\":\"joinRoom\",\"data\":{},\"id\":1234567890123456}",
                        "id: expected a whole number of at most 15 digits"),
                Arguments.of(
                        "{\"event\":\"joinRoom\",\"data\":" + deep + "}",
                        "frame: expected valid JSON, at most 64 levels deep"),
                Arguments.of(
                        "{\"event\":\"joinRoom\",\"data\":{\"roomId\":\"\\ud800",
                        "frame: expected valid JSON, at most 64 levels deep"));
    }

    @ParameterizedTest
    @MethodSource("badPlainFrames")
    void aBadPlainFrameIsRefusedAndTheConnectionGoesOn(String frame, String message) {
        Map<String, String> before = cluster.stored(ROOM);
        try (Client mallory = Protocol.PLAIN.connect(cluster.port(0), "mallory")) {
            mallory.sayRaw(frame);
            JsonNode error = mallory.hears("error");
            assertThat(error.path("code").asString()).isEqualTo("BAD_REQUEST");
            assertThat(error.path("message").asString()).isEqualTo(message);
            assertThat(mallory.ask("leaveRoom", room("")).path("code").asString())
                    .as("the connection still answers")
                    .isEqualTo("FORBIDDEN");
        }
        assertThat(cluster.stored(ROOM)).isEqualTo(before);
        theOthersGoOn();
    }

    @ParameterizedTest
    @MethodSource("badSocketIoFrames")
    void aBadSocketIoFrameClosesOnlyItsSender(String frame, String reason) {
        Map<String, String> before = cluster.stored(ROOM);
        Client mallory = Protocol.SOCKET_IO.connect(cluster.port(0), "mallory");
        mallory.sayRaw(frame);
        assertThat(mallory.isClosed()).isEqualTo(new Closed(PROTOCOL_ERROR, reason));
        assertThat(cluster.stored(ROOM)).isEqualTo(before);
        theOthersGoOn();
    }

    static Stream<Arguments> badSocketIoFrames() {
        return Stream.of(
                // Engine.IO: no packet, an unknown one, a ping and an empty message of the client.
                Arguments.of("", "parse error"),
                Arguments.of("9", "parse error"),
                Arguments.of("2", "parse error"),
                Arguments.of("4", "unknown packet type"),
                Arguments.of("47/webrtc,[\"offer\",{}]", "unknown packet type"),
                Arguments.of("42/webrtc,", "array expected"),
                Arguments.of("42/webrtc,[]", "event without a name"),
                Arguments.of("42/webrtc,{}", "array expected"),
                Arguments.of("42/webrtc,[{}]", "event name is no string or number"),
                Arguments.of("42/webrtc,[null]", "event name is no string or number"),
                Arguments.of("42/webrtc,[\"connect\"]", "reserved event name"),
                Arguments.of("42/webrtc,[\"disconnect\"]", "reserved event name"),
                Arguments.of("42/webrtc,[\"connect_error\"]", "reserved event name"),
                Arguments.of("42/webrtc,[\"newListener\"]", "reserved event name"),
                Arguments.of("42/webrtc,[\"offer\",{]", "string expected"),
                Arguments.of("42/webrtc,[\"offer\"", "array without an end"),
                Arguments.of("42/other,[\"offer\",{}]", "packet for a namespace not joined"),
                Arguments.of("42[\"offer\",{}]", "packet for a namespace not joined"),
                Arguments.of("40/webrtc,{}", "connected to this namespace before"),
                Arguments.of(
                        "44/webrtc,{\"message\":\"x\"}",
                        "CONNECT_ERROR is not the client's to send"),
                Arguments.of("450-/webrtc,[\"offer\"]", "binary packet without attachments"),
                Arguments.of("4511-/webrtc,[\"offer\"]", "too many attachments"),
                Arguments.of(
                        "45999999-/webrtc,[\"offer\",{\"_placeholder\":true,\"num\":0}]",
                        "too many attachments"),
                Arguments.of("43/webrtc,[]x", "acknowledgement without an id"),
                Arguments.of("43/webrtc,1[]x", "more than one value"),
                Arguments.of(
                        "42/webrtc,[\"offer\"," + "[".repeat(70) + "]".repeat(70) + "]",
                        "nested too deep"));
    }

    static Stream<Arguments> binaryFrames() {
        return Stream.of(
                Arguments.of(Protocol.PLAIN, new Closed(1003, "text frames only")),
                Arguments.of(
                        Protocol.SOCKET_IO,
                        new Closed(PROTOCOL_ERROR, "attachment without a packet")));
    }

    @ParameterizedTest
    @MethodSource("binaryFrames")
    void aBinaryFrameThatNothingAnnouncedClosesOnlyItsSender(Protocol protocol, Closed how) {
        Map<String, String> before = cluster.stored(ROOM);
        Client mallory = protocol.connect(cluster.port(0), "mallory");
        mallory.sayRaw(new byte[] {1, 2, 3});
        assertThat(mallory.isClosed()).isEqualTo(how);
        assertThat(cluster.stored(ROOM)).isEqualTo(before);
        theOthersGoOn();
    }

    @ParameterizedTest
    @EnumSource
    void aMessageBeyondTheBoundClosesOnlyItsSender(Protocol protocol) {
        Map<String, String> before = cluster.stored(ROOM);
        Client mallory = protocol.connect(cluster.port(0), "mallory");
        mallory.say("offer", "{\"sdp\":\"" + "x".repeat(1_000_001) + "\"}");
        assertThat(mallory.isClosed())
                .isEqualTo(new Closed(1009, "a message has at most 1000000 bytes"));
        assertThat(cluster.stored(ROOM)).isEqualTo(before);
        theOthersGoOn();
    }

    private static void theOthersGoOn() {
        String line = "c-" + UUID.randomUUID();
        alice.say("toggleAudio", "{\"roomId\":\"" + ROOM + "\",\"enabled\":true}");
        assertThat(bob.hears("userMediaChanged").path("userId").asString())
                .as(line)
                .isEqualTo("alice");
        assertThat(alice.hears("userMediaChanged").path("audio").asBoolean()).isTrue();
    }
}
