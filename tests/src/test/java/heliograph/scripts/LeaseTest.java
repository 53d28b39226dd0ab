package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.state.Links;
import heliograph.state.Nodes.Lease;
import heliograph.state.Participant;
import heliograph.state.Rooms;
import heliograph.state.StoreUnavailable;
import heliograph.state.Windows;
import io.lettuce.core.ScriptOutputType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/**
 * Only a node that others would clean up after gets seats ({@code renew_lease.lua}, {@code
 * release_lease.lua}, and what asks for a lease).
 */
@OnEveryServer
class LeaseTest extends ScriptTest {
    // Nobody returns after userLeft here; that is in GhostTest.
    private static final Windows SHORT =
            new ShortWindows().seatGrace(200).recovery(200).nodeLease(200).build();
    private static final Windows LONG_LEASE =
            new ShortWindows().seatGrace(200).recovery(200).nodeLease(600_000).build();

    LeaseTest(Server server) {
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

    private static Participant shown(Node by, Peer peer) {
        List<Participant> all = Node.get(by.store().rooms().participants(peer.room()));
        return all.stream()
                .filter(other -> other.user().equals(peer.user()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void aLeaseThatEndedButWasNotNoticedIsHeldOn() {
        Node node = node("n1", SHORT);
        assertThat(renew(node)).isEqualTo(Lease.HELD);
        await().until(() -> Node.get(node.store().nodes().live()).isEmpty());
        assertThat(renew(node)).isEqualTo(Lease.HELD);
        assertThat(Node.get(node.store().nodes().live())).containsExactly(node.id());
    }

    /** The first answer never arrives: the connection broke, or the call itself came late. */
    @Test
    void aLostLeaseIsSaidUntilItIsHeard() throws IOException {
        Node node = node("n1", LONG_LEASE);
        assertThat(renew(node)).isEqualTo(Lease.HELD);
        server.raw().del("hg:nodes");
        server.raw()
                .eval(
                        script("lib/clock") + script("lib/epoch") + script("renew_lease"),
                        ScriptOutputType.MULTI,
                        new String[] {"hg:nodes", "hg:rooms", "hg:due", "hg:epoch"},
                        node.id().value(),
                        "60000",
                        "0",
                        "60000");
        assertThat(renew(node)).isEqualTo(Lease.LOST);
        assertThat(renew(node)).isEqualTo(Lease.HELD);
    }

    @Test
    void aNodeWhoseLeaseIsForgottenWithTheDatabaseLosesIt() {
        Node node = node("n1", LONG_LEASE);
        assertThat(renew(node)).isEqualTo(Lease.HELD);
        server.raw().flushall();
        assertThat(renew(node)).isEqualTo(Lease.LOST);
    }

    @Test
    void whatANodeThatStopsByItselfCouldNotGiveUpIsCleanedUpByOthers() {
        Node stopping = node("stopping", LONG_LEASE);
        Node other = node("other", LONG_LEASE);
        Peer bob = other.seated("room", "bob");
        stopping.seated("room", "alice");
        bob.hears();
        assertThat(Node.get(other.store().nodes().live()))
                .containsExactlyInAnyOrder(stopping.id(), other.id());
        Node.get(stopping.store().nodes().release(stopping.id()));
        assertThat(Node.get(other.store().nodes().live())).containsExactly(other.id());
        await().until(() -> sweep(other) == 1);
        assertThat(bob.hears()).containsExactly("userLeft alice");
    }

    @Test
    void withoutALeaseANodeGetsNoSeatsAndNothingIsWritten() {
        Node paused = node("paused", SHORT);
        Node other = node("other", LONG_LEASE);
        Peer bob = other.seated("room", "bob");
        Peer alice = paused.peer("room", "alice");
        renew(paused);
        await().until(() -> !Node.get(other.store().nodes().live()).contains(paused.id()));
        Map<String, Long> before = server.lifetimes();
        assertThat(alice.joinWithoutABeat()).isEqualTo(new Rooms.Joined.NoLease());
        assertThat(server.lifetimes().keySet()).isEqualTo(before.keySet());
        assertThat(bob.hears()).isEmpty();
        assertThatThrownBy(() ->
                        bob.recoversWithoutABeat(paused, bob.secret(), bob.user(), bob.last()))
                .isInstanceOf(StoreUnavailable.class);
        assertThat(bob.offer(alice))
                .as("bob is where he was")
                .isEqualTo(new Links.Relayed.TargetUnavailable());
    }

    @Test
    void aNodeThatWasBuriedGetsSeatsOnlyUnderANewLeaseAndTheyEndWithIt() {
        Node paused = node("paused", SHORT);
        Node other = node("other", LONG_LEASE);
        Peer bob = other.seated("room", "bob");
        paused.seated("room", "alice");
        Peer carol = paused.peer("room", "carol");
        await().until(() -> sweep(other) == 1);
        assertThat(server.lifetimes()).as("it is buried").doesNotContainKey("hg:dead");
        assertThat(carol.joinWithoutABeat()).isEqualTo(new Rooms.Joined.NoLease());
        assertThat(renew(paused)).isEqualTo(Lease.LOST);
        carol.sitDown();
        await().until(() -> sweep(other) == 1);
        assertThat(bob.hears())
                .containsExactly(
                        "userJoined alice", "userLeft alice", "userJoined carol", "userLeft carol");
    }

    @Test
    void aNodeThatHasStoppedByItselfGetsNoSeats() {
        Node stopping = node("stopping", LONG_LEASE);
        Peer alice = stopping.peer("room", "alice");
        assertThat(renew(stopping)).isEqualTo(Lease.HELD);
        Node.get(stopping.store().nodes().release(stopping.id()));
        assertThat(alice.joinWithoutABeat()).isEqualTo(new Rooms.Joined.NoLease());
        assertThat(Node.get(stopping.store().rooms().participants(alice.room()))).isEmpty();
    }

    @Test
    void whoHasASeatThereAlreadyIsRefusedTooAndKeepsItAsItIs() {
        Node paused = node("paused", LONG_LEASE);
        Peer alice = paused.seated("room", "alice");
        Peer newer = alice.again(paused);
        Participant before = shown(paused, alice);
        endLease(paused);
        for (int i = 0; i < 3; i++) {
            assertThat(alice.joinWithoutABeat()).isEqualTo(new Rooms.Joined.NoLease());
            assertThat(newer.joinWithoutABeat()).isEqualTo(new Rooms.Joined.NoLease());
        }
        assertThat(shown(paused, alice)).isEqualTo(before);
        assertThat(alice.hears()).isEmpty();
        assertThat(server.raw().get("hg:rate:join:{alice}")).as("not counted").isEqualTo("1");
    }

    @Test
    void aSeatTakenWhenTheOldLeaseEndedOrLaterIsNoVictimOfThatDeath() {
        Node paused = node("paused", LONG_LEASE);
        Node other = node("other", LONG_LEASE);
        Peer bob = other.seated("room", "bob");
        Peer alice = paused.seated("room", "alice");
        long taken = shown(other, alice).joinedAt();
        await().until(() -> Node.get(other.store().health()).clock() > taken + 1);

        server.raw().zadd("hg:nodes", (double) taken, paused.id().value());
        assertThat(sweep(other)).isZero();
        assertThat(shown(other, alice).present()).as("taken in the millisecond of it").isTrue();
        assertThat(server.lifetimes()).doesNotContainKeys("hg:dead");
        server.raw().zadd("hg:nodes", (double) taken + 1, paused.id().value());
        await().until(() -> sweep(other) == 1);
        assertThat(bob.hears()).containsExactly("userJoined alice", "userLeft alice");
    }
}
