package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.scenarios.Cluster;
import heliograph.scenarios.Jwt;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Unmodified clients as pages use them, without a word on transports, or on long polling alone:
 * behind a balancer that sends each of their requests to the next of three nodes.
 */
@ParameterizedClass(name = "client {0}")
@ValueSource(strings = {"4.8", "4.6"})
class PollingClientsTest {
    /** Little, so that it is reached. */
    private static final int BUFFER = 200_000;

    private static Cluster cluster;
    private static SocketIoClients clients;
    private static RoundRobin balancer;

    private final String version;
    private final Room room = Room.fresh();
    private final String aliceId = Stage.newUser("alice");
    private final String bobId = Stage.newUser("bob");

    PollingClientsTest(String version) {
        this.version = version;
    }

    @BeforeAll
    static void start() {
        cluster =
                Cluster.start(
                        3,
                        Map.of(
                                "JWT_SECRET",
                                Jwt.SECRET,
                                "HOST",
                                "127.0.0.1",
                                "SEAT_GRACE",
                                "5000",
                                "RATE_DESCRIPTIONS",
                                "100000",
                                "MAX_HTTP_BUFFER_SIZE",
                                String.valueOf(BUFFER),
                                "MAX_QUEUED_BYTES",
                                String.valueOf(BUFFER)));
        clients = SocketIoClients.start();
        balancer = RoundRobin.before(List.of(cluster.port(0), cluster.port(1), cluster.port(2)));
    }

    @AfterAll
    static void stop() {
        clients.close();
        balancer.close();
        cluster.close();
    }

    private SocketIoClient page(String user, Map<String, ?> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("auth", Map.of("token", Stage.token(user)));
        options.putIfAbsent("reconnectionDelay", 50);
        return clients.open(user + "/" + version, version, balancer.url(), "/webrtc", options);
    }

    @RepeatedTest(5)
    void clientsInTheirDefaultConfigurationChangeToWebSocketAndLoseNothing() {
        SocketIoClient alice = page(aliceId, Map.of());
        SocketIoClient bob = page(bobId, Map.of());
        alice.connects();
        bob.connects();
        // At once, while the upgrade is under way.
        alice.asks("joinRoom", room.only());
        bob.asks("joinRoom", room.only());
        assertThat(alice.hears("userJoined").path("userId").asString()).isEqualTo(bobId);
        for (int i = 0; i < 40; i++) {
            alice.says("iceCandidate", candidate(bobId, i));
            bob.says("iceCandidate", candidate(aliceId, i));
        }
        assertThat(alice.upgrades()).isEqualTo("websocket");
        assertThat(bob.upgrades()).isEqualTo("websocket");
        for (int i = 40; i < 60; i++) {
            alice.says("iceCandidate", candidate(bobId, i));
            bob.says("iceCandidate", candidate(aliceId, i));
        }
        hasHeard(alice, 60);
        hasHeard(bob, 60);
        theyCallAndPart(alice, bob);
    }

    @Test
    void clientsOnLongPollingAloneTalk() {
        Map<String, ?> polling = Map.of("transports", List.of("polling"));
        SocketIoClient alice = page(aliceId, polling);
        SocketIoClient bob = page(bobId, polling);
        assertThat(alice.connects().path("transport").asString()).isEqualTo("polling");
        bob.connects();
        alice.asks("joinRoom", room.only());
        bob.asks("joinRoom", room.only());
        alice.hears("userJoined");
        for (int i = 0; i < 60; i++) {
            alice.says("iceCandidate", candidate(bobId, i));
            bob.says("iceCandidate", candidate(aliceId, i));
        }
        hasHeard(alice, 60);
        hasHeard(bob, 60);
        theyCallAndPart(alice, bob);
    }

    @Test
    void aClientThatUpgradedAtAnotherNodeIsResumedAfterALoss() {
        SocketIoClient alice = page(aliceId, Map.of());
        SocketIoClient bob = page(bobId, Map.of());
        String id = alice.connects().path("id").asString();
        bob.connects();
        alice.asks("joinRoom", room.only());
        bob.asks("joinRoom", room.only());
        alice.hears("userJoined");
        alice.upgrades();
        alice.cut();
        alice.disconnects();
        bob.says("offer", offer(aliceId));
        JsonNode back = alice.connects();
        assertThat(back.path("recovered").asBoolean()).isTrue();
        assertThat(back.path("id").asString()).isEqualTo(id);
        assertThat(alice.hears("offer").path("fromUserId").asString()).isEqualTo(bobId);
        assertThat(alice.heardSoFar("offer")).hasSize(1);
        assertThat(bob.heardSoFar("userLeft")).isEmpty();
        alice.disconnect();
        bob.disconnect();
    }

    @Test
    void aClientOnLongPollingIsSentWhatItMissedNoFasterThanItFetches() {
        SocketIoClient alice =
                page(
                        aliceId,
                        Map.of(
                                "transports",
                                List.of("polling"),
                                "reconnectionDelay",
                                2_000,
                                "randomizationFactor",
                                0));
        SocketIoClient bob = page(bobId, Map.of("transports", List.of("websocket")));
        alice.connects();
        bob.connects();
        alice.asks("joinRoom", room.only());
        bob.asks("joinRoom", room.only());
        alice.hears("userJoined");
        alice.cut();
        alice.disconnects();
        String line = "a=" + "x".repeat(10_000);
        int offers = 3 * BUFFER / line.length();
        for (int i = 0; i < offers; i++) {
            bob.says(
                    "offer",
                    room.to(
                            aliceId,
                            Map.of(
                                    "sdp",
                                    Map.of("type", "offer", "sdp", i + line),
                                    "messageId",
                                    "o" + i)));
        }
        assertThat(alice.connects().path("recovered").asBoolean()).isTrue();
        Awaitility.await()
                .atMost(SocketIoClient.PATIENCE)
                .until(() -> alice.heardSoFar("offer").size() >= offers);
        assertThat(alice.heardSoFar("offer").stream().map(it -> it.path("messageId").asString()))
                .containsExactlyElementsOf(
                        IntStream.range(0, offers).mapToObj(i -> "o" + i).toList());
        alice.disconnect();
        bob.disconnect();
    }

    private void theyCallAndPart(SocketIoClient alice, SocketIoClient bob) {
        assertThat(alice.asks("offer", offer(bobId)).path("success").asBoolean()).isTrue();
        assertThat(bob.hears("offer").path("fromUserId").asString()).isEqualTo(aliceId);
        assertThat(
                        bob.asks("answer", room.to(aliceId, Map.of("sdp", Room.sdp("answer"))))
                                .path("success")
                                .asBoolean())
                .isTrue();
        assertThat(alice.hears("answer").path("fromUserId").asString()).isEqualTo(bobId);
        alice.disconnect();
        assertThat(bob.hears("userLeft").path("userId").asString()).isEqualTo(aliceId);
        bob.disconnect();
    }

    private Map<String, Object> candidate(String to, int number) {
        return room.to(
                to,
                Map.of(
                        "candidate",
                        Room.candidate("candidate:" + number + " 1 udp 1 192.0.2.1 9 typ host"),
                        "messageId",
                        "m" + number));
    }

    private Map<String, Object> offer(String to) {
        return room.to(to, Map.of("sdp", Room.sdp("offer")));
    }

    private static void hasHeard(SocketIoClient client, int count) {
        Awaitility.await()
                .atMost(SocketIoClient.PATIENCE)
                .until(() -> client.heardSoFar("iceCandidate").size() >= count);
        assertThat(
                        client.heardSoFar("iceCandidate").stream()
                                .map(heard -> heard.path("messageId").asString()))
                .containsExactlyElementsOf(
                        IntStream.range(0, count).mapToObj(i -> "m" + i).toList());
    }
}
