package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Candidates;
import heliograph.state.Entry;
import heliograph.state.Inboxes.Numbered;
import heliograph.state.Inboxes.Recovered;
import heliograph.state.Inboxes.Why;
import heliograph.state.Links;
import heliograph.state.Media;
import heliograph.state.Offset;
import heliograph.state.Participant;
import heliograph.state.Rooms.Joined;
import heliograph.state.Windows;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;

/**
 * Seats that the others were told had been left, while their sessions can still be resumed ({@code
 * sweep_room.lua}, {@code recover_session.lua}).
 */
@OnEveryServer
class GhostTest extends ScriptTest {
    private static final Windows WINDOWS = new ShortWindows().seatGrace(200).build();

    GhostTest(Server server) {
        super(server);
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(20));
    }

    private static int sweep(Node node) {
        return Node.get(node.store().nodes().sweep(node.id()));
    }

    /** Its connection is lost and the grace passes. */
    private static void vanishes(Peer peer, Node sweeper) {
        peer.loseConnection();
        await().until(() -> sweep(sweeper) == 1);
    }

    private static List<Participant> participants(Peer in, Node node) {
        return Node.get(node.store().rooms().participants(in.room()));
    }

    @Test
    void aGhostIsNotThereForTheOthersButHearsOfThem() {
        Node node = node(new ShortWindows().seatGrace(100).roomCapacity(2).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Offset heard = bob.last();
        vanishes(bob, node);
        assertThat(alice.hears()).containsExactly("userJoined bob", "userLeft bob");
        assertThat(participants(alice, node))
                .extracting(Participant::user)
                .containsExactly(alice.user());
        assertThat(alice.offer(bob)).isEqualTo(new Links.Relayed.TargetUnavailable());
        assertThat(alice.candidate(bob, "c")).isEqualTo(new Candidates.Relayed.Held());
        assertThat(bob.offer(alice)).isEqualTo(new Links.Relayed.NotSeated());
        bob.hears();
        Peer carol = node.seated("room", "carol");
        carol.switches(Media.Kind.VIDEO, true);
        carol.leave();
        assertThat(bob.hears()).as("nothing is published to it").isEmpty();
        assertThat(Hearing.words(bob.resumption(node, heard).missed()))
                .containsExactly(
                        "userJoined carol", "userMediaChanged VIDEO=true", "userLeft carol");
    }

    @Test
    void whoReturnsIsAnnouncedWithTheRolesOfTheOldOrder() {
        Node node = node(WINDOWS);
        Node other = node("n2", WINDOWS);
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Participant before = participants(alice, node).getLast();
        Peer carol = other.seated("room", "carol");
        bob.switches(Media.Kind.SCREEN, true);
        vanishes(bob, other);
        alice.hears();
        carol.hears();
        Peer back = bob.resumed(other, bob.last());
        assertThat(alice.hears()).containsExactly("userReturned bob");
        assertThat(carol.hears()).containsExactly("userReturned bob polite");
        Participant returned =
                new Participant(
                        before.user(),
                        before.profile(),
                        new Media(true, false, true),
                        before.joinedAt(),
                        before.order(),
                        true);
        assertThat(alice.inbox().getLast().entry())
                .isEqualTo(new Entry.UserReturned(bob.room(), returned, false));
        assertThat(carol.inbox().getLast().entry())
                .isEqualTo(new Entry.UserReturned(bob.room(), returned, true));
        assertThat(participants(alice, node).get(1)).isEqualTo(returned);
        assertThat(carol.offer(back)).isEqualTo(new Links.Relayed.Accepted());
        assertThat(back.hears()).containsExactly("offer {}");
        assertThat(sweep(node)).isZero();
        back.leave();
        assertThat(alice.hears()).containsExactly("userLeft bob");
    }

    @Test
    void aReturnWhoseAnswerWasLostIsAnnouncedOnce() {
        Node node = node(WINDOWS);
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        vanishes(bob, node);
        alice.hears();
        List<Numbered> missed = bob.resumption(node, null).missed();
        assertThat(bob.resumption(node, null).missed()).isEqualTo(missed);
        assertThat(alice.hears()).containsExactly("userReturned bob");
    }

    @Test
    void twoGhostsHearOfEachOther() {
        Node node = node(WINDOWS);
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Offset alicesLast = alice.last();
        Offset bobsLast = bob.last();
        vanishes(bob, node);
        vanishes(alice, node);
        assertThat(Node.get(node.store().rooms().list(0, 100)).rooms())
                .as("they may return")
                .hasSize(1);
        assertThat(participants(bob, node)).isEmpty();
        assertThat(Hearing.words(bob.resumption(node, bobsLast).missed()))
                .containsExactly("userLeft alice");
        assertThat(Hearing.words(alice.resumption(node, alicesLast).missed()))
                .containsExactly("userLeft bob", "userReturned bob");
        Peer back = bob.on(node, bob.session().next());
        assertThat(Hearing.words(back.inbox()))
                .endsWith("userLeft alice", "userReturned alice polite");
        assertThat(participants(bob, node))
                .extracting(Participant::user)
                .containsExactly(alice.user(), bob.user());
    }

    @Test
    void whereItsPlaceWasTakenItsSessionIsLost() {
        Node node = node(new ShortWindows().seatGrace(100).roomCapacity(2).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        vanishes(bob, node);
        Peer carol = node.seated("room", "carol");
        assertThat(bob.recovers(node, bob.last())).isEqualTo(new Recovered.Refused(Why.SEAT_LOST));
        assertThat(alice.hears())
                .containsExactly("userJoined bob", "userLeft bob", "userJoined carol");
        carol.leave();
        assertThat(bob.resumption(node, bob.last()).rooms()).hasSize(1);
    }

    @Test
    void aJoinOfTheSameUserEndsTheGhost() {
        Node node = node(WINDOWS);
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        vanishes(bob, node);
        Peer newer = bob.again(node);
        assertThat(newer.join()).isInstanceOf(Joined.Seated.class);
        assertThat(bob.recovers(node, null)).isEqualTo(new Recovered.Refused(Why.UNKNOWN));
        assertThat(server.lifetimes()).doesNotContainKey("hg:{room}:ghosts");
        alice.leave();
        newer.leave();
        assertThat(server.keysOfRooms()).allMatch(key -> key.startsWith("hg:rate:"));
    }

    @Test
    void aRoomMadeByJoiningGoesWithItsLastGhost() {
        Node node = node(new ShortWindows().seatGrace(100).recovery(400).build());
        Peer bob = node.seated("room", "bob");
        vanishes(bob, node);
        assertThat(server.lifetimes()).containsKeys("hg:{room}:ghosts", "hg:{room}:profiles");
        await().until(() -> {
            sweep(node);
            return Node.get(node.store().rooms().list(0, 100)).rooms().isEmpty();
        });
        assertThat(server.keysOfRooms()).allMatch(key -> key.startsWith("hg:rate:"));
        assertThat(bob.recovers(node, bob.last()))
                .as("though the session is remembered")
                .isEqualTo(new Recovered.Refused(Why.SEAT_LOST));
    }

    @Test
    void whoCannotBeResumedLeavesNoGhost() {
        Node node = node(WINDOWS);
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        bob.sayGoodbye();
        await().until(() -> sweep(node) == 1);
        assertThat(server.lifetimes()).doesNotContainKey("hg:{room}:ghosts");
        assertThat(alice.hears()).containsExactly("userJoined bob", "userLeft bob");
        assertThat(server.raw().hkeys("hg:{room}:profiles")).containsExactly("alice");
    }

    @Test
    void aGhostHearsThatItsRoomWasDeleted() {
        Node node = node(WINDOWS);
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Offset heard = bob.last();
        vanishes(bob, node);
        Node.get(node.store().rooms().delete(alice.room(), alice.user()));
        assertThat(server.keysOfRooms()).allMatch(key -> key.startsWith("hg:rate:"));
        Recovered.Resumed resumed = bob.resumption(node, heard);
        assertThat(Hearing.words(resumed.missed())).containsExactly("roomClosed");
        assertThat(resumed.rooms()).isEmpty();
    }

    @Test
    void theDeadOfANodeReturnToo() {
        Node dying = node("dying", new ShortWindows().nodeLease(200).build());
        Node living = node("living", WINDOWS);
        Node.get(living.store().nodes().renew(living.id()));
        Node.get(dying.store().nodes().renew(dying.id()));
        Peer alice = living.seated("room", "alice");
        Peer bob = dying.seated("room", "bob");
        await().until(() -> sweep(living) == 1);
        assertThat(sweep(living)).isZero();
        assertThat(alice.hears()).containsExactly("userJoined bob", "userLeft bob");
        Peer back = bob.resumed(living, bob.last());
        assertThat(alice.hears()).containsExactly("userReturned bob");
        assertThat(sweep(living)).as("the death was the other connection's").isZero();
        assertThat(alice.offer(back)).isEqualTo(new Links.Relayed.Accepted());
    }
}
