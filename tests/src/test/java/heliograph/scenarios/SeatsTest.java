package heliograph.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Heard;
import heliograph.client.Client.Protocol;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Who keeps a seat, for how long, and who hears of it: losses, returns, and nodes that end. */
class SeatsTest {
    private static final Duration GRACE = Duration.ofSeconds(2);
    private static final Duration LEASE = Duration.ofSeconds(1);
    // Every living node sweeps several times in it.
    private static final Duration SOME_SWEEPS = Duration.ofMillis(1_500);
    // Of the fields of a seat that are separated by tabs (redis/KEYS.md); 0 for who is there.
    private static final int AWAY_UNTIL = 5;
    private static Cluster cluster;

    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String wish = "{\"roomId\":\"" + room + "\"}";

    @BeforeAll
    static void start() {
        cluster =
                Cluster.start(
                        3,
                        Map.of(
                                "SEAT_GRACE", "" + GRACE.toMillis(),
                                "NODE_LEASE", "" + LEASE.toMillis()));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private void join(Client client) {
        assertThat(client.ask("joinRoom", wish).path("roomId").asString()).isEqualTo(room);
        client.hears("joinedRoom");
    }

    private String to(String user, String more) {
        return "{\"roomId\":\"" + room + "\",\"targetUserId\":\"" + user + "\"" + more + "}";
    }

    private static String candidate(int sequence) {
        return ",\"candidate\":{\"candidate\":\"c%d\",\"sdpMid\":\"0\"},\"sequence\":%d"
                .formatted(sequence, sequence);
    }

    private static void hearsOfOneLeaving(Client client, String user) {
        assertThat(client.hears("userLeft").path("userId").asString()).isEqualTo(user);
        hearsOfNoneLeaving(client, SOME_SWEEPS);
    }

    private static void hearsOfNoneLeaving(Client client, Duration during) {
        List<String> heard = new ArrayList<>();
        await().during(during)
                .atMost(during.plus(Client.DEADLINE))
                .until(() -> {
                    heard.addAll(client.heardEvents());
                    // What was heard once stays heard, so that the condition cannot recover.
                    return !heard.contains("userLeft");
                });
    }

    /** Whether the store knows that this user's connection is lost; it has a seat. */
    private boolean isAway(String user) {
        byte[] seat =
                cluster.redis()
                        .hget(("hg:{" + room + "}:seats").getBytes(UTF_8), user.getBytes(UTF_8));
        assertThat(seat).as("seat of " + user).isNotNull();
        return !new String(seat, UTF_8).split("\t", -1)[AWAY_UNTIL].equals("0");
    }

    /** Ends TCP without goodbye and waits until the store knows. */
    private void cut(Client client) {
        assertThat(isAway(client.user())).isFalse();
        client.cut();
        await().atMost(Client.DEADLINE).until(() -> isAway(client.user()));
    }

    @ParameterizedTest
    @EnumSource
    void aLostConnectionKeepsItsSeatForTheGraceAndThenOneLeavingIsHeard(Protocol protocol) {
        try (Client first = protocol.connect(cluster.port(0), alice);
                Client second = protocol.connect(cluster.port(1), bob)) {
            join(first);
            join(second);
            long cut = System.nanoTime();
            cut(second);
            JsonNode seated = cluster.get(2, alice, "/webrtc/rooms/" + room);
            assertThat(seated.path("participantsCount").asInt()).isEqualTo(2);

            first.hears("userLeft", left -> left.path("userId").asString().equals(bob));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - cut))
                    .isGreaterThanOrEqualTo(GRACE.toMillis());
            hearsOfNoneLeaving(first, SOME_SWEEPS);
            assertThat(
                            cluster.get(2, alice, "/webrtc/rooms/" + room)
                                    .path("participantsCount")
                                    .asInt())
                    .isEqualTo(1);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoComesBackWithinTheGraceElsewhereHearsWhatWasSaidMeanwhile(Protocol protocol) {
        try (Client first = protocol.connect(cluster.port(0), alice);
                Client second = protocol.connect(cluster.port(1), bob)) {
            join(first);
            join(second);
            first.hears("userJoined");
            cut(second);
            JsonNode ack = first.ask("offer", to(bob, ",\"sdp\":\"v=0\",\"sequence\":1"));
            assertThat(ack.path("success").asBoolean()).as(ack.toString()).isTrue();
            for (int sequence : new int[] {3, 2}) {
                first.ask("iceCandidate", to(bob, candidate(sequence)));
            }

            try (Client back = protocol.connect(cluster.port(2), bob)) {
                back.ask("joinRoom", wish);
                List<Heard> heard = new ArrayList<>();
                await().atMost(Client.DEADLINE)
                        .until(() -> {
                            heard.addAll(back.heardSoFar());
                            return heard.size() >= 4;
                        });
                assertThat(heard)
                        .extracting(Heard::event)
                        .containsExactly("joinedRoom", "offer", "iceCandidate", "iceCandidate");
                assertThat(heard.subList(1, 4))
                        .extracting(one -> one.data().path("sequence").asInt())
                        .containsExactly(1, 2, 3);
                assertThat(first.hears("userJoined").path("userId").asString()).isEqualTo(bob);
                hearsOfNoneLeaving(first, GRACE.plus(SOME_SWEEPS));
            }
        }
    }

    @Test
    void aGatewayThatDiesWithoutGoodbyeFreesItsSeatsOnce() {
        Map<String, String> environment = new HashMap<>(cluster.environment());
        try (GatewayProcess dying = GatewayProcess.start(environment);
                Client plain = Protocol.PLAIN.connect(cluster.port(0), alice);
                Client lost = Protocol.PLAIN.connect(dying.port(), bob)) {
            join(plain);
            join(lost);
            dying.kill();
            assertThat(lost.isClosed().code()).isEqualTo(1006);

            hearsOfOneLeaving(plain, bob);
        }
    }

    @ParameterizedTest
    @EnumSource
    void aGatewayThatStopsSendsItsClientsElsewhereAndKeepsTheirSeats(Protocol protocol) {
        String carol = "carol-" + UUID.randomUUID();
        int stopping = cluster.add();
        try (Client first = protocol.connect(cluster.port(0), alice);
                Client returning = protocol.connect(cluster.port(stopping), bob);
                Client staying = protocol.connect(cluster.port(stopping), carol)) {
            join(first);
            join(returning);
            join(staying);
            cluster.node(stopping).close();
            assertThat(returning.isClosed().code()).isEqualTo(1012);
            assertThat(staying.isClosed().code()).isEqualTo(1012);

            try (Client back = protocol.connect(cluster.port(1), bob)) {
                join(back);
                List<String> others = new ArrayList<>();
                cluster.get(2, alice, "/webrtc/rooms/" + room + "/participants")
                        .findValuesAsString("userId")
                        .forEach(others::add);
                assertThat(others).containsExactlyInAnyOrder(alice, bob, carol);
                hearsOfOneLeaving(first, carol);
            }
        }
    }
}
