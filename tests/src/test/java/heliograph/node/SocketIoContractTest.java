package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * The seed's events, sent by the library pages use, by each of the ways in which it can be asked to
 * send them. Alice is there first, so Bob is the polite one.
 */
class SocketIoContractTest extends PageTest {
    private SocketIoClient bob;

    @SuppressWarnings("NullAway.Init") // each test starts with bobArrives()
    SocketIoContractTest(String version, int nodes) {
        super(version, nodes);
    }

    @BeforeEach
    void bobArrives() {
        bob = stage.enter(bobId, version, nodes - 1);
    }

    @AfterEach
    void bobLeaves() {
        bob.disconnect();
    }

    private void bothJoin() {
        alice.asks("joinRoom", room.only());
        bob.asks("joinRoom", room.only());
        alice.hears("userJoined");
    }

    /**
     * What came to Bob of that event by the time he hears what Alice says now; messages of one
     * sender stay in order.
     */
    private List<JsonNode> allThatBobHeard(String event) {
        alice.says("toggleScreenShare", room.with(Map.of("enabled", true)));
        bob.hears("userMediaChanged");
        return bob.heardSoFar(event);
    }

    @ParameterizedTest
    @EnumSource(ReplyStyle.class)
    void joinRoomAnswersWithTheOthersAndTellsThem(ReplyStyle style) {
        alice.asks("joinRoom", room.with(Map.of("audio", false)));

        JsonNode joined = style.ask(bob, "joinRoom", room.only(), "joinedRoom");

        assertThat(joined.path("roomId").asString()).isEqualTo(room.id());
        assertThat(joined.path("user").path("userId").asString()).isEqualTo(bobId);
        assertThat(joined.path("user").path("name").asString()).isEqualTo(bobId);
        assertThat(joined.path("totalParticipants").asInt()).isEqualTo(2);
        JsonNode other = joined.path("participants").path(0);
        assertThat(other.path("userId").asString()).isEqualTo(aliceId);
        assertThat(other.path("audio").asBoolean(true)).isFalse();
        assertThat(other.path("polite").asBoolean()).isTrue();
        JsonNode told = alice.hears("userJoined");
        assertThat(told.path("userId").asString()).isEqualTo(bobId);
        assertThat(told.path("polite").asBoolean(true)).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ReplyStyle.class)
    void leaveRoomAnswersAndTellsTheOthers(ReplyStyle style) {
        bothJoin();

        JsonNode left = style.ask(bob, "leaveRoom", room.only(), "leftRoom");

        assertThat(left.path("roomId").asString()).isEqualTo(room.id());
        assertThat(left.path("success").asBoolean()).isTrue();
        assertThat(alice.hears("userLeft").path("userId").asString()).isEqualTo(bobId);
    }

    @ParameterizedTest
    @EnumSource(ReplyStyle.class)
    void anOfferAndItsAnswerArriveAndAreAcknowledged(ReplyStyle style) {
        bothJoin();

        JsonNode offerAck =
                style.ask(
                        alice,
                        "offer",
                        room.to(
                                bobId,
                                Map.of("sdp", Room.sdp("offer"), "sequence", 7, "messageId", "m")),
                        "offerAck");

        assertThat(offerAck.path("success").asBoolean()).isTrue();
        assertThat(offerAck.path("sequence").asInt()).isEqualTo(7);
        assertThat(offerAck.path("messageId").asString()).isEqualTo("m");
        assertThat(offerAck.path("targetUserId").asString()).isEqualTo(bobId);
        JsonNode offer = bob.hears("offer");
        assertThat(offer.path("fromUserId").asString()).isEqualTo(aliceId);
        assertThat(offer.path("sdp").path("sdp").asString())
                .isEqualTo(Room.sdp("offer").get("sdp"));
        assertThat(offer.path("sequence").asInt()).isEqualTo(7);
        assertThat(offer.path("messageId").asString()).isEqualTo("m");

        JsonNode answerAck =
                style.ask(
                        bob,
                        "answer",
                        room.to(aliceId, Map.of("sdp", Room.sdp("answer"), "sequence", 1)),
                        "answerAck");

        assertThat(answerAck.path("success").asBoolean()).isTrue();
        assertThat(answerAck.path("targetUserId").asString()).isEqualTo(aliceId);
        JsonNode answer = alice.hears("answer");
        assertThat(answer.path("fromUserId").asString()).isEqualTo(bobId);
        assertThat(answer.path("sdp").path("type").asString()).isEqualTo("answer");
        assertThat(answer.has("messageId")).isFalse();
    }

    @ParameterizedTest
    @EnumSource(ReplyStyle.class)
    void candidatesArriveInOrderAndEqualOnesOnce(ReplyStyle style) {
        bothJoin();

        for (String line : List.of("c1", "c2", "c1", "")) {
            style.tell(
                    alice,
                    "iceCandidate",
                    room.to(bobId, Map.of("candidate", Room.candidate(line))));
        }

        assertThat(allThatBobHeard("iceCandidate"))
                .extracting(heard -> heard.path("candidate").path("candidate").asString())
                .containsExactly("c1", "c2", "");
        assertThat(bob.hears("iceCandidate").path("fromUserId").asString()).isEqualTo(aliceId);
    }

    @ParameterizedTest
    @EnumSource(ReplyStyle.class)
    void connectedIsRecorded(ReplyStyle style) {
        bothJoin();

        style.tell(
                alice,
                "connectionStateUpdate",
                room.to(
                        bobId,
                        Map.of("connectionState", "connected", "iceGatheringState", "complete")));

        await().atMost(SocketIoClient.PATIENCE)
                .untilAsserted(() ->
                        assertThat(statistics())
                                .contains("\"CONNECTED\"")
                                .contains("\"iceGatheringState\":\"complete\""));
    }

    /** What the other node tells of Alice's connection to Bob. */
    private String statistics() {
        String path = "/webrtc/rooms/" + room.id() + "/peers/" + aliceId + "/" + bobId;
        return stage.cluster()
                .send(
                        stage.cluster()
                                .request(1, aliceId, path)
                                .header("Authorization", "Bearer " + Stage.token(aliceId)))
                .body();
    }

    @ParameterizedTest
    @CsvSource({
        "EVENT, toggleAudio, audio",
        "CALLBACK, toggleAudio, audio",
        "PROMISE, toggleAudio, audio",
        "EVENT, toggleVideo, video",
        "CALLBACK, toggleVideo, video",
        "PROMISE, toggleVideo, video",
        "EVENT, toggleScreenShare, screen",
        "CALLBACK, toggleScreenShare, screen",
        "PROMISE, toggleScreenShare, screen"
    })
    void aToggleTellsTheRoom(ReplyStyle style, String event, String field) {
        bothJoin();

        for (boolean enabled : new boolean[] {true, false}) {
            style.tell(alice, event, room.with(Map.of("enabled", enabled)));

            for (SocketIoClient member : List.of(alice, bob)) {
                JsonNode changed = member.hears("userMediaChanged");
                assertThat(changed.path("userId").asString()).isEqualTo(aliceId);
                assertThat(changed.path(field).asBoolean(!enabled)).isEqualTo(enabled);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(ReplyStyle.class)
    void aRepeatedSequenceIsADuplicate(ReplyStyle style) {
        bothJoin();
        Map<String, Object> offer = room.to(bobId, Map.of("sdp", Room.sdp("offer"), "sequence", 1));
        style.ask(alice, "offer", offer, "offerAck");

        JsonNode again = style.ask(alice, "offer", offer, "offerAck");

        assertThat(again.path("success").asBoolean(true)).isFalse();
        assertThat(again.path("reason").asString()).isEqualTo("duplicate");
        assertThat(again.path("sequence").asInt()).isEqualTo(1);
        assertThat(allThatBobHeard("offer")).hasSize(1);
    }

    @ParameterizedTest
    @EnumSource(ReplyStyle.class)
    void aRetryByMessageIdGetsTheFirstVerdictAgain(ReplyStyle style) {
        bothJoin();
        Map<String, Object> offer =
                room.to(bobId, Map.of("sdp", Room.sdp("offer"), "sequence", 1, "messageId", "m"));
        assertThat(style.ask(alice, "offer", offer, "offerAck").has("duplicate")).isFalse();

        JsonNode again = style.ask(alice, "offer", offer, "offerAck");

        assertThat(again.path("success").asBoolean()).isTrue();
        assertThat(again.path("duplicate").asBoolean()).isTrue();
        assertThat(allThatBobHeard("offer")).hasSize(1);
    }

    @Test
    void afterTheLastRestartTheConnectionHasFailed() {
        bothJoin();

        await().atMost(SocketIoClient.PATIENCE)
                .until(() -> {
                    // As a browser whose network stays away; inside the cool-down that
                    // changes nothing.
                    alice.asks(
                            "connectionStateUpdate",
                            room.to(bobId, Map.of("connectionState", "failed")));
                    return !alice.heardSoFar("connectionFailed").isEmpty();
                });

        JsonNode failed = alice.hears("connectionFailed");
        assertThat(failed.path("targetUserId").asString()).isEqualTo(bobId);
        assertThat(failed.path("roomId").asString()).isEqualTo(room.id());
        assertThat(failed.path("reason").asString()).isEqualTo("max_restart_attempts");
        assertThat(alice.heardSoFar("iceRestartRequired"))
                .hasSize(2)
                .allSatisfy(asked ->
                        assertThat(asked.path("targetUserId").asString()).isEqualTo(bobId));
        JsonNode ack = alice.asks("offer", room.to(bobId, Map.of("sdp", Room.sdp("offer"))));
        assertThat(ack.path("reason").asString()).isEqualTo("max_failures");
    }
}
