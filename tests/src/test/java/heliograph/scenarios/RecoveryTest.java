package heliograph.scenarios;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Heard;
import heliograph.client.Client.Protocol;
import heliograph.client.SocketIoClient;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Connection state recovery: a client whose connection was lost goes on as if nothing had happened,
 * on any node, or is told that it cannot (socketio-facts, section C).
 */
class RecoveryTest {
    private static Cluster cluster;
    private static int rooms;

    private final String room = "recovery-" + rooms++;

    @BeforeAll
    static void start() {
        cluster = Cluster.start(2, Map.of());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private Client joined(Protocol protocol, int node, String user) {
        Client client = protocol.connect(cluster.port(node), user);
        client.say("joinRoom", "{\"roomId\":\"" + room + "\"}");
        client.hears("joinedRoom");
        return client;
    }

    private void candidate(Client from, String to, String mark) {
        from.say(
                "iceCandidate",
                """
                {"roomId":"%s","targetUserId":"%s","candidate":{"candidate":"%s","sdpMid":"0"}}\
                """
                        .formatted(room, to, mark));
    }

    private static List<String> candidates(List<Heard> heard) {
        return heard.stream()
                .filter(one -> one.event().equals("iceCandidate"))
                .map(one -> one.data().path("candidate").path("candidate").asString())
                .toList();
    }

    private void offer(Client from, String to, int sequence) {
        JsonNode ack =
                from.ask(
                        "offer",
                        """
                        {"roomId":"%s","targetUserId":"%s","sdp":{"type":"offer","sdp":"v=0"},"sequence":%d}\
                        """
                                .formatted(room, to, sequence));
        assertThat(ack.path("success").asBoolean()).as(ack.toString()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aLostConnectionGoesOnAtAnotherNodeWithAllItMissedInOrder(Protocol protocol) {
        Client alice = joined(protocol, 0, "alice");
        Client bob = joined(protocol, 0, "bob");
        candidate(alice, "bob", "before");
        bob.hears("iceCandidate");

        bob.cut();
        offer(alice, "bob", 1);
        for (int i = 0; i < 5; i++) {
            candidate(alice, "bob", "missed-" + i);
        }
        Client again = bob.resume(cluster.port(1));

        assertThat(again.isResumed()).isTrue();
        assertThat(again.pid()).isEqualTo(bob.pid());
        assertThat(again.hears("offer").path("fromUserId").asString()).isEqualTo("alice");
        candidate(alice, "bob", "after");
        again.hears(
                "iceCandidate",
                data -> data.path("candidate").path("candidate").asString().equals("after"));
        assertThat(candidates(again.heardSoFar()))
                .containsExactly("missed-0", "missed-1", "missed-2", "missed-3", "missed-4");
        candidate(again, "alice", "still here");
        assertThat(alice.hears("iceCandidate").path("fromUserId").asString()).isEqualTo("bob");
        alice.hasNotHeard("userLeft", again, room);
    }

    @Test
    void theSocketKeepsItsIdAndTheMissedEventsComeBeforeTheConnectAnswer() {
        Client alice = joined(Protocol.SOCKET_IO, 0, "alice");
        SocketIoClient bob = (SocketIoClient) joined(Protocol.SOCKET_IO, 0, "bob");
        bob.cut();
        offer(alice, "bob", 1);

        SocketIoClient again = (SocketIoClient) bob.resume(cluster.port(1));

        // The CONNECT answer is here; what came after it would not have been read yet.
        assertThat(again.heardEvents()).containsExactly("offer");
        assertThat(again.sid()).isEqualTo(bob.sid());
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void theOldHalfOpenConnectionDoesNotBlockAndIsClosed(Protocol protocol) {
        Client alice = joined(protocol, 0, "alice");
        Client bob = joined(protocol, 0, "bob");

        Client again = bob.resume(cluster.port(1));

        assertThat(again.isResumed()).isTrue();
        bob.isClosed();
        candidate(alice, "bob", "for the new one");
        again.hears("iceCandidate");
        alice.hasNotHeard("userLeft", again, room);
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aSessionCanBeResumedAgainWhereTheAnswerGotLost(Protocol protocol) {
        Client alice = joined(protocol, 0, "alice");
        Client bob = joined(protocol, 0, "bob");
        String offset = bob.offset();
        bob.cut();
        offer(alice, "bob", 1);

        Client lost = bob.resume(cluster.port(1), bob.pid(), offset);
        lost.cut();
        Client again = bob.resume(cluster.port(0), bob.pid(), offset);

        assertThat(again.isResumed()).isTrue();
        again.hears("offer");
        assertThat(again.heardEvents()).doesNotContain("offer");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void whoHasHeardNothingButTheGreetingResumesWithoutAnOffset(Protocol protocol) {
        Client bob = protocol.connect(cluster.port(0), "bob");
        bob.cut();

        Client again = bob.resume(cluster.port(1), bob.pid(), "");

        assertThat(again.isResumed()).isTrue();
        again.hears("connected");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void anUnknownSessionIsToldToJoinAgainAndGetsANewOne(Protocol protocol) {
        Client bob = protocol.connect(cluster.port(0), "bob");
        bob.cut();

        Client again = bob.resume(cluster.port(0), "nobody.nothing", bob.offset());

        assertThat(again.isResumed()).isFalse();
        assertThat(again.pid()).isNotEmpty().isNotEqualTo("nobody.nothing");
        assertThat(again.hears("stateReset").path("reason").asString()).isEqualTo("unknown");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void nobodyResumesTheSessionOfAnotherUser(Protocol protocol) {
        Client bob = joined(protocol, 0, "bob");
        Client mallory = protocol.connect(cluster.port(0), "mallory");

        Client thief = mallory.resume(cluster.port(0), bob.pid(), bob.offset());

        assertThat(thief.isResumed()).isFalse();
        assertThat(thief.hears("stateReset").path("reason").asString()).isEqualTo("unknown");
        Client alice = joined(protocol, 1, "alice");
        candidate(alice, "bob", "bob is where he was");
        bob.hears("iceCandidate");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void anOffsetThatIsNotInThisHistoryIsNoProof(Protocol protocol) {
        Client bob = joined(protocol, 0, "bob");
        bob.cut();
        String[] parts = bob.offset().split("-", -1);
        String other = parts[0] + "-" + (Long.parseLong(parts[1]) + 1);

        Client again = bob.resume(cluster.port(0), bob.pid(), other);

        assertThat(again.isResumed()).isFalse();
        assertThat(again.hears("stateReset").path("reason").asString()).isEqualTo("gap");
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aGoodbyeLeavesNothingToResume(Protocol protocol) {
        Client alice = joined(protocol, 0, "alice");
        Client bob = joined(protocol, 0, "bob");
        bob.close();
        alice.hears("userLeft");

        Client again = bob.resume(cluster.port(0));

        assertThat(again.isResumed()).isFalse();
        again.hears("stateReset");
    }

    @Test
    void whenRedisForgetsEverythingEveryClientIsTold() {
        try (Cluster own = Cluster.start(2, Map.of())) {
            Client alice = Protocol.SOCKET_IO.connect(own.port(0), "alice");
            alice.say("joinRoom", "{\"roomId\":\"r\"}");
            alice.hears("joinedRoom");
            own.redis().flushall();

            await().atMost(Client.DEADLINE).until(() -> !alice.isOpen());
            Client again = alice.resumeWhenPossible(own.port(1));

            assertThat(again.isResumed()).isFalse();
            again.hears("stateReset");
        }
    }

    /**
     * Another node has found it first: who is told by that one comes here before this one knows.
     */
    @Test
    void whoCameAfterALossIsNotToldOfIt() {
        try (Cluster own = Cluster.start(1, Map.of())) {
            Client alice = Protocol.PLAIN.connect(own.port(0), "alice");
            String later = own.redisMillis() + "000";
            own.redis().set("hg:epoch".getBytes(US_ASCII), later.getBytes(US_ASCII));
            Client bob = Protocol.PLAIN.connect(own.port(0), "bob");

            await().atMost(Client.DEADLINE).until(() -> !alice.isOpen());
            Client again = alice.resumeWhenPossible(own.port(0));

            again.hears("stateReset");
            assertThat(bob.isOpen()).isTrue();
        }
    }

    @Test
    void everyEventHasItsOffset() {
        SocketIoClient bob = (SocketIoClient) joined(Protocol.SOCKET_IO, 0, "bob");
        String afterJoin = bob.offset();
        assertThat(afterJoin).matches("\\d+-\\d+");

        bob.ask("offer", "{}"); // refused by events of its own, which do not move the position

        bob.hears("error");
        assertThat(bob.offset()).isEqualTo(afterJoin);
    }
}
