package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Links;
import heliograph.state.Nodes.Lease;
import heliograph.state.Rooms.NewRoom;
import heliograph.state.UserId;
import heliograph.state.Windows;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/**
 * Cleaning up after lost connections and dead nodes ({@code claim_sweep.lua}, {@code
 * sweep_room.lua}, {@code bury_node.lua}); leases are in {@link LeaseTest}.
 */
@OnEveryServer
class SweepTest extends ScriptTest {
    private static final int MANY = 8;

    // Nobody returns after userLeft here; that is in GhostTest.
    private static final Windows SHORT =
            new ShortWindows().seatGrace(200).recovery(200).nodeLease(200).build();
    private static final Windows LONG_LEASE =
            new ShortWindows().seatGrace(200).recovery(200).nodeLease(600_000).build();

    SweepTest(Server server) {
        super(server);
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
    }

    private static int sweep(Node node) {
        return Node.get(node.store().nodes().sweep(node.id()));
    }

    private static Lease renew(Node node) {
        return Node.get(node.store().nodes().renew(node.id())).lease();
    }

    /** All of them at the same time; how many seats were freed in all. */
    private static int sweepTogether(List<Node> nodes) {
        List<CompletionStage<Integer>> sweeps =
                nodes.stream().map(node -> node.store().nodes().sweep(node.id())).toList();
        return sweeps.stream().mapToInt(Node::get).sum();
    }

    private List<Node> sweepers() {
        List<Node> nodes = new ArrayList<>();
        for (int i = 0; i < MANY; i++) {
            nodes.add(node("sweeper " + i, LONG_LEASE));
        }
        return nodes;
    }

    @Test
    void aLostSeatIsFreedWhenItsGraceEndsWithOneUserLeftThoughManySweep() {
        List<Node> nodes = sweepers();
        Peer alice = nodes.get(0).seated("room", "alice");
        Peer bob = nodes.get(1).seated("room", "bob");
        Peer carol = nodes.get(2).seated("room", "carol");
        alice.offer(bob);
        alice.hears();
        carol.hears();
        long start = System.nanoTime();
        bob.loseConnection();
        assertThat(sweepTogether(nodes)).as("the grace has just begun").isZero();
        int[] freed = {0};
        await().until(() -> {
            freed[0] += sweepTogether(nodes);
            return freed[0] > 0;
        });
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThanOrEqualTo(Duration.ofMillis(199));
        freed[0] += sweepTogether(nodes);
        assertThat(freed[0]).isEqualTo(1);
        assertThat(alice.hears()).containsExactly("userLeft bob");
        assertThat(carol.hears()).containsExactly("userLeft bob");
        assertThat(bob.join()).as("he may come back").isNotNull();
    }

    @Test
    void whoCameBackInTimeIsNotFreed() {
        Node node = node(LONG_LEASE);
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Peer dave = node.seated("room", "dave");
        bob.loseConnection();
        dave.loseConnection();
        bob.again(node).sitDown();
        await().until(() -> sweep(node) == 1);
        assertThat(sweep(node)).isZero();
        assertThat(alice.hears()).endsWith("userJoined bob", "userLeft dave");
    }

    /** The answer of {@code recover_session.lua} was lost, and then the client. */
    @Test
    void aSeatWhoseSessionNobodyKeepsAliveIsFreed() {
        Node node = node(new ShortWindows().recovery(200).silence(200).roomTtl(600_000).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.resumption(node, bob.last());
        alice.hears();
        await().until(() -> {
            assertThat(alice.confirms(alice.last())).isTrue();
            return sweep(node) == 1;
        });
        assertThat(alice.hears()).containsExactly("userLeft bob");
    }

    @Test
    void seatsOfADeadNodeAreFreedOnceThoughManySweep() {
        List<Node> nodes = sweepers();
        Node dying = node("dying", SHORT);
        Node living = node("living", LONG_LEASE);
        assertThat(renew(dying)).isEqualTo(Lease.HELD);
        assertThat(renew(living)).isEqualTo(Lease.HELD);
        Peer alice = living.seated("room", "alice");
        dying.seated("room", "bob");
        dying.seated("room", "carol");
        dying.seated("alone", "dave");
        alice.hears();
        int[] freed = {0};
        await().until(() -> {
            freed[0] += sweepTogether(nodes);
            return freed[0] >= 3;
        });
        freed[0] += sweepTogether(nodes);
        assertThat(freed[0]).isEqualTo(3);
        assertThat(alice.hears()).containsExactlyInAnyOrder("userLeft bob", "userLeft carol");
        assertThat(Node.get(living.store().rooms().list(0, 100)).rooms())
                .extracting(room -> room.id().value())
                .as("the room that was left empty is gone")
                .containsExactly("room");
        assertThat(Node.get(living.store().nodes().live())).containsExactly(living.id());
        assertThat(server.lifetimes()).doesNotContainKey("hg:dead");
    }

    @Test
    void theGraceHoldsAfterTheDeathOfANodeToo() {
        Node dying = node("dying", SHORT);
        Node living = node("living", LONG_LEASE);
        renew(living);
        Peer alice = living.seated("room", "alice");
        renew(dying);
        Peer bob = dying.seated("room", "bob");
        alice.hears();
        long mayBeDead = Node.get(living.store().health()).clock();
        await().until(() -> {
            assertThat(sweep(living)).as("not yet").isZero();
            return !isPresent(living, bob);
        });
        assertThat(alice.offer(bob)).as("he may come back").isEqualTo(new Links.Relayed.Accepted());
        assertThat(alice.hears()).isEmpty();
        await().until(() -> sweep(living) == 1);
        assertThat(Node.get(living.store().health()).clock() - mayBeDead)
                .as("the grace begins with the end of the lease")
                .isGreaterThan(SHORT.seatGrace().toMillis());
        assertThat(sweep(living)).isZero();
        assertThat(alice.hears()).containsExactly("userLeft bob");
    }

    private static boolean isPresent(Node node, Peer peer) {
        return Node.get(node.store().rooms().participants(peer.room())).stream()
                .anyMatch(other -> other.user().equals(peer.user()) && other.present());
    }

    @Test
    void aDeadNodeInMoreRoomsThanAreSweptAtOnce() {
        Node dying = node("dying", SHORT);
        renew(dying);
        for (int i = 0; i < 230; i++) {
            dying.seated("room " + i, "user " + i);
        }
        Node sweeper = node("sweeper", LONG_LEASE);
        int[] freed = {0};
        await().until(() -> {
            freed[0] += sweep(sweeper);
            return freed[0] >= 230;
        });
        assertThat(freed[0]).isEqualTo(230);
        assertThat(Node.get(sweeper.store().rooms().list(0, 100)).total()).isZero();
    }

    @Test
    void aNodeThatWasThoughtDeadLearnsItAndItsNewSeatsStay() {
        Node paused = node("paused", SHORT);
        Node other = node("other", LONG_LEASE);
        renew(paused);
        Peer alice = paused.seated("room", "alice");
        Peer bob = other.seated("room", "bob");
        await().until(() -> sweep(other) == 1);
        assertThat(bob.hears()).containsExactly("userLeft alice");
        assertThat(alice.offer(bob)).isEqualTo(new heliograph.state.Links.Relayed.NotSeated());
        assertThat(renew(paused)).isEqualTo(Lease.LOST);
        assertThat(renew(paused)).isEqualTo(Lease.HELD);
        alice.again(paused).sitDown();
        assertThat(sweep(other)).isZero();
        assertThat(Node.get(other.store().rooms().participants(bob.room()))).hasSize(2);
    }

    @Test
    void seatsTakenAfterTheDeathAreNotItsVictims() throws IOException {
        Node paused = node("paused", SHORT);
        Node other = node("other", LONG_LEASE);
        renew(paused);
        paused.seated("room", "alice");
        Peer bob = other.seated("room", "bob");
        await().until(() -> !Node.get(other.store().nodes().live()).contains(paused.id()));
        claimAndDie(400);
        long death = Node.get(other.store().health()).clock();
        await().until(() -> Node.get(other.store().health()).clock() > death);
        node("paused", LONG_LEASE).seated("room", "carol");
        await().until(() -> sweep(other) == 1);
        assertThat(bob.hears()).containsExactly("userJoined carol", "userLeft alice");
    }

    @Test
    void aSweepThatWasBegunAndNotEndedIsDoneByAnother() throws IOException {
        Node node = node("n1", LONG_LEASE);
        Node dying = node("dying", SHORT);
        Peer alice = node.seated("room", "alice");
        node.seated("room", "bob").loseConnection();
        dying.seated("elsewhere", "carol");
        alice.hears();
        await().until(() -> !Node.get(node.store().nodes().live()).contains(dying.id()));
        long from = Node.get(node.store().health()).clock();
        await().until(() -> Node.get(node.store().health()).clock() > from + 200);
        claimAndDie(500);
        assertThat(server.lifetimes().get("hg:dead")).isPositive();
        assertThat(sweep(node)).as("claimed by somebody who died").isZero();
        int[] freed = {0};
        await().until(() -> {
            freed[0] += sweep(node);
            return freed[0] == 2;
        });
        assertThat(alice.hears()).containsExactly("userLeft bob");
    }

    @Test
    void whoEndsTheSweepOfADeathDoesNotForgetALaterOne() throws IOException {
        Node paused = node("paused", LONG_LEASE);
        Node other = node("other", LONG_LEASE);
        Peer bob = other.seated("room", "bob");
        paused.seated("room", "alice");
        endLease(paused);
        claimAndDie(60_000);
        String slow = server.raw().hget("hg:dead", paused.id().value());
        assertThat(renew(paused)).isEqualTo(Lease.LOST);
        paused.seated("room", "carol");
        endLease(paused);
        claimAndDie(400);

        server.raw()
                .eval(
                        script("bury_node"),
                        ScriptOutputType.MULTI,
                        new String[] {"hg:dead"},
                        paused.id().value(),
                        slow.substring(0, slow.indexOf('|')));
        int[] freed = {0};
        await().until(() -> {
            freed[0] += sweep(other);
            return freed[0] == 2;
        });
        assertThat(bob.hears())
                .startsWith("userJoined alice", "userJoined carol")
                .contains("userLeft alice", "userLeft carol")
                .hasSize(4);
        assertThat(server.lifetimes()).as("in the end it is buried").doesNotContainKey("hg:dead");
    }

    @Test
    void aSweepRenewsWhatIsInUse() {
        Node node = node(new ShortWindows().roomTtl(700).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.offer(bob);
        Node.get(
                node.store()
                        .rooms()
                        .create(
                                new NewRoom(
                                        new heliograph.state.RoomId("unused"),
                                        null,
                                        null,
                                        null,
                                        new UserId("alice"))));
        await().until(() -> {
            sweep(node);
            return Node.get(node.store().rooms().list(0, 100)).rooms().size() == 1;
        });
        long from = Node.get(node.store().health()).clock();
        await().until(() -> {
            sweep(node);
            return Node.get(node.store().health()).clock() > from + 700;
        });
        assertThat(alice.statistics(bob).offersSent()).isEqualTo(1);
        assertThat(Node.get(node.store().rooms().participants(alice.room()))).hasSize(2);
        assertThat(server.lifetimes()).containsKey("hg:{room}:peers:alice");
    }
}
