package heliograph.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/**
 * Every row of the wire contract's event tables, over both protocols, with both users on one node
 * and on two. Alice is there first, so Bob is the polite one.
 */
@ParameterizedClass(name = "{0}, {1} node(s)")
@MethodSource("settings")
class ContractTest {
    private static Cluster cluster;

    private final Protocol protocol;
    private final int nodes;
    private final String room = "room-" + UUID.randomUUID();
    private Client alice;
    private Client bob;

    @SuppressWarnings("NullAway.Init") // each test starts with arrive()
    ContractTest(Protocol protocol, int nodes) {
        this.protocol = protocol;
        this.nodes = nodes;
    }

    static Stream<Arguments> settings() {
        return Stream.of(Protocol.values())
                .flatMap(protocol -> Stream.of(1, 2).map(n -> Arguments.of(protocol, n)));
    }

    @BeforeAll
    static void start() {
        // Short windows where a test waits for them; the defaults are checked by the configuration
        // test.
        cluster = Cluster.start(2, Map.of("RESTART_COOLDOWN", "300", "RATE_JOINS", "5"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void arrive() {
        alice = protocol.connect(cluster.port(0), "alice-" + UUID.randomUUID());
        bob = protocol.connect(cluster.port(nodes - 1), "bob-" + UUID.randomUUID());
    }

    @AfterEach
    void leave() {
        alice.close();
        bob.close();
    }

    private void bothJoin() {
        alice.say("joinRoom", inRoom(""));
        alice.hears("joinedRoom");
        bob.say("joinRoom", inRoom(""));
        bob.hears("joinedRoom");
        alice.hears("userJoined");
    }

    private String inRoom(String more) {
        return "{\"roomId\":\"" + room + "\"" + more + "}";
    }

    private String to(Client target, String more) {
        return inRoom(",\"targetUserId\":\"" + target.user() + "\"" + more);
    }

    private static final String SDP =
            "\"sdp\":{\"type\":\"offer\",\"sdp\":\"v=0\\r\\na=ice-ufrag:abcd\\r\\n\"}";

    private static String candidate(String line) {
        return ",\"candidate\":{\"candidate\":\""
                + line
                + "\",\"sdpMid\":\"0\",\"sdpMLineIndex\":0}";
    }

    private static List<String> fields(JsonNode data) {
        return List.copyOf(data.propertyNames());
    }

    @Test
    void joinRoomAnswersWithTheOthersAndTellsThem() {
        assertThat(
                        alice.ask("joinRoom", inRoom(",\"audio\":false"))
                                .path("totalParticipants")
                                .asInt())
                .isEqualTo(1);
        JsonNode first = alice.hears("joinedRoom");
        assertThat(first.path("roomId").asString()).isEqualTo(room);
        assertThat(first.path("user").path("userId").asString()).isEqualTo(alice.user());
        assertThat(first.path("participants").isEmpty()).isTrue();

        JsonNode acknowledged = bob.ask("joinRoom", inRoom(""));
        JsonNode second = bob.hears("joinedRoom");
        assertThat(acknowledged).isEqualTo(second);
        assertThat(second.path("totalParticipants").asInt()).isEqualTo(2);
        JsonNode other = second.path("participants").path(0);
        assertThat(other.path("userId").asString()).isEqualTo(alice.user());
        assertThat(other.path("audio").asBoolean()).isFalse();
        assertThat(other.path("video").asBoolean()).isTrue();
        assertThat(other.path("screen").asBoolean()).isFalse();
        assertThat(other.path("polite").asBoolean())
                .as("the newcomer is polite towards those who were there")
                .isTrue();

        JsonNode told = alice.hears("userJoined");
        assertThat(told.path("userId").asString()).isEqualTo(bob.user());
        assertThat(told.path("audio").asBoolean()).isTrue();
        assertThat(told.path("polite").asBoolean(true)).isFalse();
    }

    @Test
    void leaveRoomAnswersAndTellsTheOthersAtOnce() {
        bothJoin();
        JsonNode acknowledged = bob.ask("leaveRoom", inRoom(""));
        JsonNode left = bob.hears("leftRoom");
        assertThat(acknowledged).isEqualTo(left);
        assertThat(left.path("roomId").asString()).isEqualTo(room);
        assertThat(left.path("success").asBoolean()).isTrue();
        JsonNode told = alice.hears("userLeft");
        assertThat(told.path("userId").asString()).isEqualTo(bob.user());
        assertThat(told.path("roomId").asString()).isEqualTo(room);
    }

    @Test
    void closingTheConnectionTellsTheOthersAtOnce() {
        bothJoin();
        bob.close();
        assertThat(alice.hears("userLeft").path("userId").asString()).isEqualTo(bob.user());
    }

    @Test
    void anOfferArrivesUntouchedAndIsAcknowledged() {
        bothJoin();
        String sdp =
                "{\"type\":\"offer\",\"sdp\":\"v=0\\r\\nö"
                        + " \\\"quoted\\\"\\r\\n\",\"extra\":[1,null]}";
        JsonNode ack =
                alice.ask(
                        "offer",
                        to(bob, ",\"sdp\":" + sdp + ",\"sequence\":7,\"messageId\":\"m-1\""));
        assertThat(ack).isEqualTo(alice.hears("offerAck"));
        assertThat(ack.path("success").asBoolean()).isTrue();
        assertThat(ack.path("sequence").asInt()).isEqualTo(7);
        assertThat(ack.path("messageId").asString()).isEqualTo("m-1");
        assertThat(ack.path("targetUserId").asString()).isEqualTo(bob.user());
        assertThat(ack.has("reason")).isFalse();

        JsonNode offer = bob.hears("offer");
        assertThat(fields(offer))
                .containsExactlyInAnyOrder("fromUserId", "sdp", "roomId", "sequence", "messageId");
        assertThat(offer.path("fromUserId").asString()).isEqualTo(alice.user());
        assertThat(offer.path("sdp").toString()).isEqualTo(sdp);
        assertThat(offer.path("roomId").asString()).isEqualTo(room);
        assertThat(offer.path("sequence").asInt()).isEqualTo(7);
        assertThat(offer.path("messageId").asString()).isEqualTo("m-1");
    }

    @Test
    void whatTheSenderDidNotGiveTheTargetDoesNotGet() {
        bothJoin();
        alice.say("offer", to(bob, ",\"sdp\":\"v=0\""));
        assertThat(fields(bob.hears("offer")))
                .containsExactlyInAnyOrder("fromUserId", "sdp", "roomId");
        assertThat(alice.hears("offerAck").has("sequence")).isFalse();
    }

    @Test
    void anAnswerArrivesAndIsAcknowledged() {
        bothJoin();
        alice.say("offer", to(bob, "," + SDP));
        bob.hears("offer");
        JsonNode ack = bob.ask("answer", to(alice, "," + SDP + ",\"sequence\":1"));
        assertThat(ack).isEqualTo(bob.hears("answerAck"));
        assertThat(ack.path("success").asBoolean()).isTrue();
        assertThat(alice.hears("answer").path("fromUserId").asString()).isEqualTo(bob.user());
    }

    @Test
    void aRepeatedSequenceIsADuplicateOfItsKindOnly() {
        bothJoin();
        alice.say("offer", to(bob, "," + SDP + ",\"sequence\":1"));
        assertThat(alice.hears("offerAck").path("success").asBoolean()).isTrue();
        bob.hears("offer");
        alice.say("offer", to(bob, "," + SDP + ",\"sequence\":1"));
        JsonNode again = alice.hears("offerAck");
        assertThat(again.path("success").asBoolean()).isFalse();
        assertThat(again.path("reason").asString()).isEqualTo("duplicate");
        assertThat(again.path("sequence").asInt()).isEqualTo(1);
        bob.hasNotHeard("offer", alice, room);

        alice.say("answer", to(bob, "," + SDP + ",\"sequence\":1"));
        assertThat(alice.hears("answerAck").path("success").asBoolean()).isTrue();
    }

    @Test
    void withoutASequenceNothingIsADuplicate() {
        bothJoin();
        for (int i = 0; i < 2; i++) {
            alice.say("offer", to(bob, "," + SDP));
            assertThat(alice.hears("offerAck").path("success").asBoolean()).isTrue();
            bob.hears("offer");
        }
    }

    @Test
    void aRepeatedMessageIdGetsTheFirstVerdictAgain() {
        bothJoin();
        alice.say("offer", to(bob, "," + SDP + ",\"sequence\":1,\"messageId\":\"m\""));
        assertThat(alice.hears("offerAck").has("duplicate")).isFalse();
        bob.hears("offer");
        alice.say("offer", to(bob, "," + SDP + ",\"sequence\":1,\"messageId\":\"m\""));
        JsonNode retry = alice.hears("offerAck");
        assertThat(retry.path("success").asBoolean()).isTrue();
        assertThat(retry.path("duplicate").asBoolean()).isTrue();
        bob.hasNotHeard("offer", alice, room);
    }

    @Test
    void ofTwoOffersThatCollideTheImpoliteOnesWins() {
        bothJoin();
        bob.say("offer", to(alice, "," + SDP));
        assertThat(bob.hears("offerAck").path("success").asBoolean()).isTrue();
        alice.say("offer", to(bob, "," + SDP));
        assertThat(alice.hears("offerAck").path("success").asBoolean())
                .as("alice was there first, she is impolite and wins")
                .isTrue();
        bob.hears("offer");
        bob.say("offer", to(alice, "," + SDP));
        JsonNode refused = bob.hears("offerAck");
        assertThat(refused.path("success").asBoolean()).isFalse();
        assertThat(refused.path("reason").asString()).isEqualTo("glare");
    }

    @Test
    void anOfferToNobodyIsRefused() {
        alice.say("joinRoom", inRoom(""));
        alice.hears("joinedRoom");
        alice.say("offer", to(bob, "," + SDP));
        JsonNode ack = alice.hears("offerAck");
        assertThat(ack.path("success").asBoolean()).isFalse();
        assertThat(ack.path("reason").asString()).isEqualTo("target_unavailable");
    }

    @Test
    void candidatesArriveInOrderAndEqualOnesOnce() {
        bothJoin();
        for (String line : List.of("c1", "c2", "c1", "c3")) {
            alice.say("iceCandidate", to(bob, candidate(line)));
        }
        for (String line : List.of("c1", "c2", "c3")) {
            JsonNode heard = bob.hears("iceCandidate");
            assertThat(heard.path("candidate").path("candidate").asString()).isEqualTo(line);
            assertThat(heard.path("fromUserId").asString()).isEqualTo(alice.user());
            assertThat(heard.path("roomId").asString()).isEqualTo(room);
        }
        bob.hasNotHeard("iceCandidate", alice, room);
    }

    @Test
    void aCandidateCarriesSequenceAndMessageIdAndIsAcknowledgedOnlyWhenAsked() {
        bothJoin();
        JsonNode ack =
                alice.ask(
                        "iceCandidate",
                        to(bob, candidate("c") + ",\"sequence\":2,\"messageId\":\"x\""));
        assertThat(ack.path("success").asBoolean()).isTrue();
        JsonNode heard = bob.hears("iceCandidate");
        assertThat(heard.path("sequence").asInt()).isEqualTo(2);
        assertThat(heard.path("messageId").asString()).isEqualTo("x");
    }

    @Test
    void aCandidateThatIsSaidAgainWithItsMessageIdIsNotRelayedAgainAndSaidToBeADuplicate() {
        bothJoin();
        String said = to(bob, candidate("c") + ",\"messageId\":\"again\"");
        assertThat(alice.ask("iceCandidate", said).has("duplicate")).isFalse();
        JsonNode again = alice.ask("iceCandidate", said);
        assertThat(again.path("success").asBoolean()).isTrue();
        assertThat(again.path("duplicate").asBoolean()).isTrue();
        bob.hears("iceCandidate");
        alice.say("iceCandidate", to(bob, candidate("the next")));
        assertThat(bob.hears("iceCandidate").path("candidate").path("candidate").asString())
                .isEqualTo("the next");
    }

    @Test
    void joiningAgainWithOtherMediaTellsTheOthers() {
        bothJoin();
        JsonNode joined = bob.ask("joinRoom", "{\"roomId\":\"" + room + "\",\"audio\":false}");
        assertThat(joined.path("totalParticipants").asInt()).isEqualTo(2);
        JsonNode changed = alice.hears("userMediaChanged");
        assertThat(changed.path("userId").asString()).isEqualTo(bob.user());
        assertThat(changed.path("audio").asBoolean(true)).isFalse();
        assertThat(changed.has("video")).isFalse();
    }

    @Test
    void endOfCandidatesIsRelayedInBothSpellings() {
        bothJoin();
        alice.say("iceCandidate", to(bob, ",\"candidate\":null"));
        assertThat(bob.hears("iceCandidate").path("candidate").isNull()).isTrue();
        alice.say("iceCandidate", to(bob, ",\"candidate\":{\"candidate\":\"\",\"sdpMid\":\"1\"}"));
        assertThat(bob.hears("iceCandidate").path("candidate").path("candidate").asString())
                .isEmpty();
    }

    @Test
    void candidatesForSomebodyWhoIsNotThereYetFollowTheirDescription() {
        alice.say("joinRoom", inRoom(""));
        alice.hears("joinedRoom");
        for (int sequence : List.of(2, 1)) {
            alice.ask(
                    "iceCandidate",
                    to(bob, candidate("c" + sequence) + ",\"sequence\":" + sequence));
        }
        bob.say("joinRoom", inRoom(""));
        bob.hears("joinedRoom");
        alice.hears("userJoined");
        alice.say("offer", to(bob, "," + SDP));
        alice.hears("offerAck");
        bob.hears(
                "iceCandidate",
                data -> data.path("candidate").path("candidate").asString().equals("c2"));
        assertThat(bob.heardSoFar())
                .extracting(Client.Heard::event)
                .as(
                        "the offer, then the first by sequence; the second was taken out by waiting"
                                + " for it")
                .endsWith("offer", "iceCandidate");
    }

    @Test
    void connectedIsRecordedInTheStatistics() {
        bothJoin();
        alice.say("offer", to(bob, "," + SDP));
        bob.hears("offer");
        bob.say("answer", to(alice, "," + SDP));
        alice.hears("answer");
        JsonNode ack =
                alice.ask(
                        "connectionStateUpdate",
                        to(
                                bob,
                                ",\"connectionState\":\"connected\",\"iceConnectionState\":\"completed\",\"iceGatheringState\":\"complete\""));
        assertThat(ack.path("success").asBoolean()).isTrue();
        JsonNode statistics =
                cluster.get(
                        1,
                        alice.user(),
                        "/webrtc/rooms/" + room + "/peers/" + alice.user() + "/" + bob.user());
        assertThat(statistics.path("state").asString()).isEqualTo("CONNECTED");
        assertThat(statistics.path("offersSent").asInt()).isEqualTo(1);
        assertThat(statistics.path("answersReceived").asInt()).isEqualTo(1);
        assertThat(statistics.path("connectionState").asString()).isEqualTo("connected");
        assertThat(statistics.path("iceConnectionState").asString()).isEqualTo("completed");
        assertThat(statistics.path("iceGatheringState").asString()).isEqualTo("complete");
    }

    @Test
    void aFailureAsksForARestartTwiceAndThenGivesUp() {
        bothJoin();
        List<Client.Heard> heard = failUntilGivenUp();
        assertThat(heard)
                .extracting(Client.Heard::event)
                .containsExactly("iceRestartRequired", "iceRestartRequired", "connectionFailed");
        JsonNode failed = heard.getLast().data();
        assertThat(failed.path("targetUserId").asString()).isEqualTo(bob.user());
        assertThat(failed.path("roomId").asString()).isEqualTo(room);
        assertThat(failed.path("reason").asString()).isEqualTo("max_restart_attempts");
        alice.say("offer", to(bob, "," + SDP));
        JsonNode ack = alice.hears("offerAck");
        assertThat(ack.path("reason").asString()).isEqualTo("max_failures");
    }

    /**
     * Reports the failure again and again, as a browser whose network stays away; inside the
     * cool-down that changes nothing. Answers all that was heard of it, in order.
     */
    private List<Client.Heard> failUntilGivenUp() {
        List<Client.Heard> heard = new ArrayList<>();
        await().atMost(Client.DEADLINE)
                .until(() -> {
                    alice.ask("connectionStateUpdate", to(bob, ",\"connectionState\":\"failed\""));
                    heard.addAll(alice.heardSoFar());
                    return heard.stream().anyMatch(one -> one.event().equals("connectionFailed"));
                });
        return heard;
    }

    @Test
    void whenBothReportAFailureOneIsAskedToRestart() {
        // With the default cool-down: the two reports are never that far apart.
        try (Cluster unhurried = Cluster.start(nodes, Map.of());
                Client first = protocol.connect(unhurried.port(0), alice.user());
                Client second = protocol.connect(unhurried.port(nodes - 1), bob.user())) {
            first.ask("joinRoom", inRoom(""));
            second.ask("joinRoom", inRoom(""));
            first.ask("connectionStateUpdate", to(second, ",\"connectionState\":\"failed\""));
            second.ask("connectionStateUpdate", to(first, ",\"connectionState\":\"failed\""));
            first.hears("iceRestartRequired");
            assertThat(second.heardEvents())
                    .doesNotContain("iceRestartRequired", "connectionFailed");
        }
    }

    @Test
    void toggleAudioTellsTheRoom() {
        toggles("toggleAudio", "audio");
    }

    @Test
    void toggleVideoTellsTheRoom() {
        toggles("toggleVideo", "video");
    }

    @Test
    void toggleScreenShareTellsTheRoom() {
        toggles("toggleScreenShare", "screen");
    }

    private void toggles(String event, String field) {
        bothJoin();
        for (boolean enabled : new boolean[] {false, true}) {
            JsonNode ack = alice.ask(event, inRoom(",\"enabled\":" + enabled));
            assertThat(ack.path("success").asBoolean()).isTrue();
            for (Client member : List.of(alice, bob)) {
                JsonNode changed = member.hears("userMediaChanged");
                assertThat(fields(changed)).containsExactlyInAnyOrder("userId", field);
                assertThat(changed.path("userId").asString()).isEqualTo(alice.user());
                assertThat(changed.path(field).asBoolean()).isEqualTo(enabled);
            }
        }
    }

    @Test
    void aNewerSessionReplacesTheOlderWithoutAUserLeft() {
        bothJoin();
        try (Client newer = protocol.connect(cluster.port(0), bob.user())) {
            newer.say("joinRoom", inRoom(""));
            newer.hears("joinedRoom");
            assertThat(bob.hears("error").path("code").asString()).isEqualTo("REPLACED");
            bob.isClosed();
            alice.hears("userJoined");
            newer.say("offer", to(alice, "," + SDP));
            alice.hears("offer");
            assertThat(alice.heardEvents()).doesNotContain("userLeft");
        }
    }

    @Test
    void aRoomWithASlashInItsIdIsFoundOverHttp() {
        alice.ask("joinRoom", "{\"roomId\":\"a/" + room + "\"}");

        JsonNode found = cluster.get(nodes - 1, bob.user(), "/webrtc/rooms/a%2F" + room);

        assertThat(found.path("id").asString()).isEqualTo("a/" + room);
        assertThat(found.path("participantsCount").asInt()).isEqualTo(1);
    }

    @Test
    void aFullRoomRefusesTheNext() {
        JsonNode made = cluster.post(0, alice.user(), "/webrtc/rooms", "{\"maxParticipants\":2}");
        String id = made.path("id").asString();
        String wish = "{\"roomId\":\"" + id + "\"}";
        alice.ask("joinRoom", wish);
        bob.ask("joinRoom", wish);
        try (Client third = protocol.connect(cluster.port(0), "carol-" + UUID.randomUUID())) {
            JsonNode refused = third.ask("joinRoom", wish);
            assertThat(refused.path("success").asBoolean(true)).isFalse();
            assertThat(refused.path("code").asString()).isEqualTo("ROOM_FULL");
            JsonNode error = third.hears("error");
            assertThat(error.path("code").asString()).isEqualTo("ROOM_FULL");
            assertThat(error.path("event").asString()).isEqualTo("joinRoom");
            assertThat(error.path("timestamp").isNumber()).isTrue();
        }
    }

    @Test
    void deletingARoomTellsItsParticipants() {
        String id = cluster.post(0, alice.user(), "/webrtc/rooms", "{}").path("id").asString();
        bob.ask("joinRoom", "{\"roomId\":\"" + id + "\"}");
        cluster.delete(0, alice.user(), "/webrtc/rooms/" + id);
        assertThat(bob.hears("leftRoom").path("roomId").asString()).isEqualTo(id);
    }

    @Test
    void tooManyJoinsAreRefusedWithRateLimited() {
        for (int i = 0; i < 5; i++) {
            assertThat(alice.ask("joinRoom", inRoom("")).has("totalParticipants")).isTrue();
        }
        assertThat(alice.ask("joinRoom", inRoom("")).path("code").asString())
                .isEqualTo("RATE_LIMITED");
        assertThat(alice.hears("error").path("code").asString()).isEqualTo("RATE_LIMITED");
    }
}
