package heliograph.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** What one client may ask of all others: rates, unread bytes, silence. */
class LimitsTest {
    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String here = "here-" + UUID.randomUUID();
    private final String there = "there-" + UUID.randomUUID();

    private static String in(String room, String more) {
        return "{\"roomId\":\"" + room + "\"" + more + "}";
    }

    private static String candidate(String line) {
        return ",\"candidate\":{\"candidate\":\"" + line + "\",\"sdpMid\":\"0\"}";
    }

    /** One user at two gateways, in a room on each: the limits are the user's, not the node's. */
    @Nested
    class Rates {
        // Long enough that a slow machine gets through a test's events within one.
        private static final Duration WINDOW = Duration.ofSeconds(4);
        private Cluster cluster;
        private Client atFirst;
        private Client atSecond;
        private Client target;

        @BeforeEach
        void start() {
            cluster =
                    Cluster.start(
                            2,
                            Map.of(
                                    "RATE_WINDOW", "" + WINDOW.toMillis(),
                                    "RATE_JOINS", "3",
                                    "RATE_DESCRIPTIONS", "3",
                                    "RATE_CANDIDATES", "4"));
            atFirst = Protocol.PLAIN.connect(cluster.port(0), alice);
            atSecond = Protocol.SOCKET_IO.connect(cluster.port(1), alice);
            target = Protocol.PLAIN.connect(cluster.port(0), bob);
        }

        @AfterEach
        void stop() {
            cluster.close();
        }

        private void allJoin() {
            assertThat(atFirst.ask("joinRoom", in(here, "")).has("totalParticipants")).isTrue();
            assertThat(atSecond.ask("joinRoom", in(there, "")).has("totalParticipants")).isTrue();
            assertThat(target.ask("joinRoom", in(here, "")).has("totalParticipants")).isTrue();
            assertThat(target.ask("joinRoom", in(there, "")).has("totalParticipants")).isTrue();
        }

        private String toTarget(String room, String more) {
            return in(room, ",\"targetUserId\":\"" + bob + "\"" + more);
        }

        private void isRateLimited(Client client, JsonNode answer, String event) {
            assertThat(answer.path("success").asBoolean(true)).as(answer.toString()).isFalse();
            JsonNode error = client.hears("error");
            assertThat(error.path("code").asString()).isEqualTo("RATE_LIMITED");
            assertThat(error.path("event").asString()).isEqualTo(event);
        }

        @Test
        void joinsOverBothNodesAreCountedTogether() {
            atFirst.ask("joinRoom", in(here, ""));
            atSecond.ask("joinRoom", in(there, ""));
            assertThat(atFirst.ask("joinRoom", in(here, "")).has("totalParticipants")).isTrue();

            JsonNode refused = atSecond.ask("joinRoom", in(there, ""));
            assertThat(refused.path("code").asString()).isEqualTo("RATE_LIMITED");
            isRateLimited(atSecond, refused, "joinRoom");

            await().atMost(WINDOW.plus(Client.DEADLINE))
                    .until(() -> atSecond.ask("joinRoom", in(there, "")).has("totalParticipants"));
        }

        @Test
        void offersAndAnswersOverBothNodesAreCountedTogether() {
            allJoin();
            String sdp = ",\"sdp\":\"v=0\"";
            for (JsonNode ack :
                    List.of(
                            atFirst.ask("offer", toTarget(here, sdp)),
                            atSecond.ask("answer", toTarget(there, sdp)),
                            atFirst.ask("offer", toTarget(here, sdp)))) {
                assertThat(ack.path("success").asBoolean()).as(ack.toString()).isTrue();
            }

            JsonNode refused = atSecond.ask("offer", toTarget(there, sdp + ",\"sequence\":9"));
            assertThat(refused).isEqualTo(atSecond.hears("offerAck"));
            assertThat(refused.path("reason").asString()).isEqualTo("rate_limited");
            assertThat(refused.path("sequence").asInt()).isEqualTo(9);
            isRateLimited(atSecond, refused, "offer");
            assertThat(atFirst.ask("answer", toTarget(here, sdp)).path("reason").asString())
                    .isEqualTo("rate_limited");

            await().atMost(WINDOW.plus(Client.DEADLINE))
                    .until(() ->
                            atSecond.ask("offer", toTarget(there, sdp))
                                    .path("success")
                                    .asBoolean());
        }

        @Test
        void candidatesStatesAndSwitchesOverBothNodesAreCountedTogether() {
            allJoin();
            for (JsonNode ack :
                    List.of(
                            atFirst.ask("iceCandidate", toTarget(here, candidate("c1"))),
                            atSecond.ask("toggleAudio", in(there, ",\"enabled\":false")),
                            atFirst.ask(
                                    "connectionStateUpdate",
                                    toTarget(here, ",\"connectionState\":\"connecting\"")),
                            atSecond.ask("iceCandidate", toTarget(there, candidate("c1"))))) {
                assertThat(ack.path("success").asBoolean()).as(ack.toString()).isTrue();
            }

            isRateLimited(
                    atFirst,
                    atFirst.ask("iceCandidate", toTarget(here, candidate("c2"))),
                    "iceCandidate");
            isRateLimited(
                    atSecond,
                    atSecond.ask("toggleVideo", in(there, ",\"enabled\":false")),
                    "toggleVideo");

            await().atMost(WINDOW.plus(Client.DEADLINE))
                    .until(() ->
                            atFirst.ask("iceCandidate", toTarget(here, candidate("c2")))
                                    .path("success")
                                    .asBoolean());
        }
    }

    @Test
    void aReaderWhoDoesNotReadIsCutAndTheSpeakerGoesOn() {
        Map<String, String> settings =
                Map.of(
                        "MAX_QUEUED_BYTES", "65536",
                        "MAX_HTTP_BUFFER_SIZE", "20000",
                        "RATE_DESCRIPTIONS", "1000000",
                        "SEAT_GRACE", "100");
        String slow = "slow-" + UUID.randomUUID();
        try (Cluster cluster = Cluster.start(1, settings);
                Client speaker = Protocol.PLAIN.connect(cluster.port(0), alice);
                Client reader = Protocol.PLAIN.connect(cluster.port(0), bob);
                BarePeer deaf =
                        BarePeer.upgrade(cluster.port(0), "/webrtc/ws?userId=" + slow, Map.of())) {
            assertThat(deaf.status()).isEqualTo(101);
            speaker.ask("joinRoom", in(here, ""));
            reader.ask("joinRoom", in(here, ""));
            deaf.says("{\"event\":\"joinRoom\",\"data\":" + in(here, "") + "}");
            speaker.hears("userJoined", data -> data.path("userId").asString().equals(slow));

            String flood =
                    in(
                            here,
                            ",\"targetUserId\":\"%s\",\"sdp\":\"%s\""
                                    .formatted(slow, "x".repeat(15_000)));
            List<String> heard = new ArrayList<>();
            await().pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(1))
                    .atMost(Duration.ofSeconds(30))
                    .until(() -> {
                        speaker.ask("offer", flood);
                        heard.addAll(speaker.heardEvents());
                        return heard.contains("userLeft");
                    });

            deaf.untilTheEnd();
            JsonNode ack =
                    speaker.ask(
                            "offer", in(here, ",\"targetUserId\":\"" + bob + "\",\"sdp\":\"v=0\""));
            assertThat(ack.path("success").asBoolean()).isTrue();
            assertThat(reader.hears("offer").path("fromUserId").asString()).isEqualTo(alice);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoAnswersPingsStaysAndWhoDoesNotIsClosed(Protocol protocol) {
        Map<String, String> settings = Map.of("PING_INTERVAL", "200", "PING_TIMEOUT", "500");
        String target =
                switch (protocol) {
                    case SOCKET_IO -> "/socket.io/?EIO=4&transport=websocket";
                    case PLAIN -> "/webrtc/ws?userId=" + bob;
                };
        try (Cluster cluster = Cluster.start(1, settings);
                Client alive = protocol.connect(cluster.port(0), alice);
                BarePeer mute = BarePeer.upgrade(cluster.port(0), target, Map.of())) {
            assertThat(mute.status()).isEqualTo(101);
            String last = mute.untilTheEnd();
            if (protocol == Protocol.PLAIN) {
                assertThat(last).contains("ping timeout");
            }

            // Several times as long as the mute one had.
            await().during(Duration.ofSeconds(2)).atMost(Client.DEADLINE).until(alive::isOpen);
            assertThat(alive.ask("joinRoom", in(here, "")).has("totalParticipants")).isTrue();
        }
    }
}
