package heliograph.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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
        // No machine is so slow that it ends by itself during a test.
        private static final Duration WINDOW = Duration.ofHours(1);
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

        /** Lets Redis end the windows of the user now, which it would have ended in time. */
        private void theWindowsEnd() {
            List<byte[]> windows = cluster.redis().keys("hg:rate:*:{" + alice + "}");
            assertThat(windows).isNotEmpty();
            for (byte[] window : windows) {
                assertThat(cluster.redis().pttl(window)).isBetween(1L, WINDOW.toMillis());
                cluster.redis().pexpire(window, Duration.ZERO);
            }
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

            theWindowsEnd();
            assertThat(atSecond.ask("joinRoom", in(there, "")).has("totalParticipants")).isTrue();
        }

        @Test
        void roomsMadeOverHttpAreCountedWithTheJoins() {
            atFirst.ask("joinRoom", in(here, ""));
            cluster.post(0, alice, "/webrtc/rooms", "{}");
            cluster.post(1, alice, "/webrtc/rooms", "{}");

            HttpResponse<String> refused =
                    cluster.send(
                            cluster.request(0, alice, "/webrtc/rooms")
                                    .header("Content-Type", "application/json")
                                    .POST(BodyPublishers.ofString("{}")));
            assertThat(refused.statusCode()).as(refused.body()).isEqualTo(429);
            assertThat(refused.body()).contains("\"code\":\"RATE_LIMITED\"");
            assertThat(refused.headers().firstValueAsLong("Retry-After").orElse(-1))
                    .isBetween(1L, WINDOW.toSeconds());
            isRateLimited(atSecond, atSecond.ask("joinRoom", in(there, "")), "joinRoom");
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

            theWindowsEnd();
            JsonNode relayed = atSecond.ask("offer", toTarget(there, sdp));
            assertThat(relayed.path("success").asBoolean()).as(relayed.toString()).isTrue();
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

            theWindowsEnd();
            JsonNode relayed = atFirst.ask("iceCandidate", toTarget(here, candidate("c2")));
            assertThat(relayed.path("success").asBoolean()).as(relayed.toString()).isTrue();
        }
    }

    /** A client with a small receive buffer, in the room with others, that leaves all unread. */
    private record Deaf(Cluster cluster, Client speaker, Client reader, BarePeer peer, String user)
            implements AutoCloseable {
        private static final Map<String, String> SETTINGS =
                Map.of(
                        "MAX_QUEUED_BYTES", "65536",
                        "MAX_HTTP_BUFFER_SIZE", "20000",
                        "RATE_DESCRIPTIONS", "1000000",
                        "SEAT_GRACE", "100");

        long slowReaders() {
            Matcher counter =
                    SLOW_READERS.matcher(
                            cluster.send(cluster.request(0, speaker.user(), "/metrics")).body());
            assertThat(counter.find()).isTrue();
            return Long.parseLong(counter.group(1));
        }

        @Override
        public void close() {
            peer.close();
            reader.close();
            speaker.close();
            cluster.close();
        }
    }

    private static final Pattern SLOW_READERS =
            Pattern.compile("^heliograph_slow_readers_total (\\d+)", Pattern.MULTILINE);

    private Deaf joined() {
        Cluster cluster = Cluster.start(1, Deaf.SETTINGS);
        String slow = "slow-" + UUID.randomUUID();
        Deaf all =
                new Deaf(
                        cluster,
                        Protocol.PLAIN.connect(cluster.port(0), alice),
                        Protocol.PLAIN.connect(cluster.port(0), bob),
                        BarePeer.upgrade(cluster.port(0), "/webrtc/ws?userId=" + slow, Map.of()),
                        slow);
        assertThat(all.peer().status()).isEqualTo(101);
        all.speaker().ask("joinRoom", in(here, ""));
        all.reader().ask("joinRoom", in(here, ""));
        all.peer().says("{\"event\":\"joinRoom\",\"data\":" + in(here, "") + "}");
        all.speaker().hears("userJoined", data -> data.path("userId").asString().equals(slow));
        assertThat(all.slowReaders()).isZero();
        return all;
    }

    /** Speaks to who does not read, until the gateway has had enough of it. */
    private void flood(Deaf all) {
        String offer =
                in(
                        here,
                        ",\"targetUserId\":\"%s\",\"sdp\":\"%s\""
                                .formatted(all.user(), "x".repeat(15_000)));
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .until(() -> {
                    all.speaker().ask("offer", offer);
                    return all.slowReaders() > 0;
                });
    }

    private void theOthersGoOn(Deaf all) {
        JsonNode ack =
                all.speaker()
                        .ask(
                                "offer",
                                in(here, ",\"targetUserId\":\"" + bob + "\",\"sdp\":\"v=0\""));
        assertThat(ack.path("success").asBoolean()).isTrue();
        assertThat(all.reader().hears("offer").path("fromUserId").asString()).isEqualTo(alice);
        all.speaker().hears("userLeft", data -> data.path("userId").asString().equals(all.user()));
        assertThat(all.slowReaders()).as("one, once").isEqualTo(1);
    }

    @Test
    void aSlowReaderWhoReadsAgainHearsWhyItIsClosedAndTheOthersGoOn() {
        try (Deaf all = joined()) {
            flood(all);

            assertThat(all.peer().hearsClose())
                    .isEqualTo(new Client.Closed(4008, "too slow a reader"));
            theOthersGoOn(all);
        }
    }

    @Test
    void aReaderWhoReadsNothingAtAllIsCutCountedAndLogged() {
        try (Deaf all = joined();
                LogLines log = LogLines.of("heliograph.transport")) {
            flood(all);
            theOthersGoOn(all);

            assertThat(log.events("slow_reader"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.fields()).containsEntry("code", 4008));
            // The close frame is behind what it does not read, so TCP is cut.
            await().atMost(Client.DEADLINE).until(() -> !all.peer().isReachable());
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
