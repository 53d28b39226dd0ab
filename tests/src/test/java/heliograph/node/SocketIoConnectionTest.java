package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.scenarios.Jwt;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** How the library pages use comes, goes, is sent away and comes back. */
class SocketIoConnectionTest extends PageTest {
    private static final Map<String, Boolean> STAYS_AWAY = Map.of("reconnection", false);

    SocketIoConnectionTest(String version, int nodes) {
        super(version, nodes);
    }

    @BeforeEach
    void aliceJoins() {
        alice.asks("joinRoom", room.only());
    }

    /** Bob's page, on the last node, in the room. */
    private SocketIoClient bobJoins(Map<String, ?> options) {
        SocketIoClient bob = stage.enter(bobId, version, nodes - 1, options);
        bob.asks("joinRoom", room.only());
        alice.hears("userJoined");
        return bob;
    }

    private Map<String, Object> offerTo(String user, String messageId) {
        return room.to(user, Map.of("sdp", Room.sdp("offer"), "messageId", messageId));
    }

    private static Duration since(long start) {
        return Duration.ofNanos(System.nanoTime() - start);
    }

    @Test
    void aPageThatDisconnectsHasLeftAtOnce() {
        SocketIoClient bob = bobJoins(STAYS_AWAY);
        long start = System.nanoTime();

        bob.disconnect();

        assertThat(bob.disconnects()).isEqualTo("io client disconnect");
        JsonNode left = alice.hears("userLeft");
        assertThat(left.path("userId").asString()).isEqualTo(bobId);
        assertThat(left.path("roomId").asString()).isEqualTo(room.id());
        assertThat(since(start)).isLessThan(Stage.SEAT_GRACE);
    }

    @Test
    void aPageThatIsCutOffLeavesOnceAndOnlyAfterTheGrace() {
        SocketIoClient bob = bobJoins(STAYS_AWAY);
        long start = System.nanoTime();

        bob.cut();

        assertThat(alice.hears("userLeft").path("userId").asString()).isEqualTo(bobId);
        // Redis counts the grace, by a clock of its own.
        assertThat(since(start)).isGreaterThan(Stage.SEAT_GRACE.minusMillis(100));
        bobJoins(STAYS_AWAY).disconnect();
        alice.hears("userLeft");
        assertThat(alice.heardSoFar("userLeft"))
                .as("one for the seat that ran out, one for the goodbye")
                .hasSize(2);
    }

    @Test
    void aPageThatComesBackByItselfInTheGraceHasNotLeft() {
        SocketIoClient bob = bobJoins(Map.of());

        bob.cut();

        assertThat(bob.disconnection().path("active").asBoolean()).isTrue();
        bob.connects();
        bob.asks("joinRoom", room.only());
        assertThat(bob.asks("offer", offerTo(aliceId, "m")).path("success").asBoolean()).isTrue();
        alice.hears("offer");
        assertThat(alice.heardSoFar("userLeft")).isEmpty();
        bob.disconnect();
    }

    @Test
    void aRetryAfterComingBackToTheOtherNodeGetsTheFirstVerdictAgain() {
        SocketIoClient bob = bobJoins(Map.of());
        assertThat(bob.asks("offer", offerTo(aliceId, "m")).has("duplicate")).isFalse();

        bob.moves(stage.url(nodes % 2));
        bob.cut();
        bob.connects();
        bob.asks("joinRoom", room.only());

        JsonNode again = bob.asks("offer", offerTo(aliceId, "m"));
        assertThat(again.path("success").asBoolean()).isTrue();
        assertThat(again.path("duplicate").asBoolean()).isTrue();
        bob.asks("offer", offerTo(aliceId, "another"));
        alice.hears("offer");
        assertThat(alice.hears("offer").path("messageId").asString()).isEqualTo("another");
        bob.disconnect();
    }

    @Test
    void aRetryByTheLibraryIsDeliveredOnce() {
        SocketIoClient bob = bobJoins(Map.of("retries", 50, "ackTimeout", 200));

        // The store answers after several retries, and then answers all of them.
        stage.cluster().redis().clientPause(1_000);
        bob.says("offer", offerTo(aliceId, "m"));

        alice.hears("offer");
        assertThat(bob.hears("offerAck").has("duplicate")).isFalse();
        JsonNode again = bob.hears("offerAck");
        assertThat(again.path("success").asBoolean()).isTrue();
        assertThat(again.path("duplicate").asBoolean()).isTrue();
        bob.says("offer", offerTo(aliceId, "another"));
        assertThat(alice.hears("offer").path("messageId").asString()).isEqualTo("another");
        bob.disconnect();
    }

    @Test
    void aNewerPageReplacesTheOlderWhichDoesNotComeBack() {
        SocketIoClient older = bobJoins(Map.of());

        SocketIoClient newer = stage.enter(bobId, version, 0);
        newer.asks("joinRoom", room.only());

        JsonNode end = older.disconnection();
        assertThat(end.path("reason").asString()).isEqualTo("io server disconnect");
        assertThat(end.path("active").asBoolean(true)).isFalse();
        assertThat(older.heardSoFar("error"))
                .singleElement()
                .satisfies(
                        error -> assertThat(error.path("code").asString()).isEqualTo("REPLACED"));
        newer.asks("offer", offerTo(aliceId, "m"));
        alice.hears("offer");
        assertThat(alice.heardSoFar("userLeft")).isEmpty();
        newer.disconnect();
    }

    @Test
    void aPageWithABadTokenIsRefusedUntilItHasAGoodOne() {
        String forged =
                Jwt.signed(
                        Map.of("sub", bobId),
                        Duration.ofHours(1),
                        "a secret of somebody else, long enough");
        SocketIoClient bob = stage.knock(bobId, version, nodes - 1, forged, Map.of());

        JsonNode refused = bob.isRefused();

        assertThat(refused.path("data").path("code").asString()).isEqualTo("UNAUTHORIZED");
        assertThat(refused.path("active").asBoolean(true)).isFalse();
        bob.presents(Map.of("token", Stage.token(bobId)));
        bob.connect();
        bob.connects();
        assertThat(bob.hears("connected").path("userId").asString()).isEqualTo(bobId);
        bob.disconnect();
    }

    @Test
    void aPageWhoseNodeStopsComesBackByItselfToAnother() {
        int stopping = stage.cluster().add();
        SocketIoClient bob = stage.enter(bobId, version, stopping);
        bob.asks("joinRoom", room.only());
        alice.hears("userJoined");
        bob.moves(stage.url(nodes - 1));

        stage.cluster().node(stopping).close();

        assertThat(bob.disconnection().path("active").asBoolean())
                .as("it will come back by itself")
                .isTrue();
        bob.connects();
        bob.asks("joinRoom", room.only());
        assertThat(bob.asks("offer", offerTo(aliceId, "m")).path("success").asBoolean()).isTrue();
        alice.hears("offer");
        assertThat(alice.heardSoFar("userLeft")).isEmpty();
        bob.disconnect();
    }

    @Test
    void eventsNobodyKnowsAndBytesDoNoHarm() {
        SocketIoClient bob = bobJoins(Map.of());
        Map<String, String> bytes = Map.of("$bytes", "AQID");

        for (Map<String, Object> argument :
                List.of(room.only(), room.to(aliceId, Map.of("candidate", bytes)))) {
            JsonNode refused = bob.asks("somersault", argument);
            assertThat(refused.path("code").asString()).isEqualTo("BAD_REQUEST");
            assertThat(bob.hears("error").path("event").asString()).isEqualTo("somersault");
        }
        bob.asks("joinRoom", Map.of("roomId", bytes));
        assertThat(bob.hears("error").path("code").asString()).isEqualTo("BAD_REQUEST");
        bob.asks("offer", room.to(aliceId, Map.of("sdp", bytes)));

        assertThat(bob.asks("offer", offerTo(aliceId, "m")).path("success").asBoolean()).isTrue();
        assertThat(alice.hears("offer").path("messageId").asString()).isEqualTo("m");
        assertThat(bob.heardSoFar("connected")).as("the first connection still stands").hasSize(1);
        bob.disconnect();
    }
}
