package heliograph.scripts;

import static heliograph.scripts.With.with;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Candidates.Relayed.Held;
import heliograph.state.Links.Relayed.Accepted;
import heliograph.state.Links.Relayed.TargetUnavailable;
import heliograph.state.Rooms.Left;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * What is said to somebody whose connection is lost waits for the return ({@code join_room.lua},
 * {@code detach_seat.lua}, {@code relay_*.lua}).
 */
@OnEveryServer
class AwayTest extends ScriptTest {
    /** Descriptions that wait for one user ({@code redis/KEYS.md}). */
    private static final int MAX_WAITING = 64;

    AwayTest(Server server) {
        super(server);
    }

    /** Takes a seat; what it is told then, behind who sits there. */
    private static List<String> waiting(Peer peer) {
        peer.hearsAll();
        peer.sitDown();
        List<String> told = peer.hearsAll();
        assertThat(told).first().asString().startsWith("joined ");
        return told.subList(1, told.size());
    }

    @Test
    void descriptionsWaitEachFollowedByItsCandidatesInOrder() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Peer carol = node.seated("room", "carol");
        assertThat(bob.loseConnection()).isEqualTo(Left.DONE);
        bob.hears();

        assertThat(alice.candidate(bob, "a2", with().sequence(2).ufrag("g"))).isEqualTo(new Held());
        assertThat(alice.offer(bob, with().ufrag("g").text("from alice")))
                .isEqualTo(new Accepted());
        assertThat(carol.answer(bob, with().text("from carol"))).isEqualTo(new Accepted());
        assertThat(alice.candidate(bob, "a1", with().sequence(1).ufrag("g"))).isEqualTo(new Held());
        assertThat(carol.candidate(bob, "c1")).isEqualTo(new Held());

        Peer back = bob.again(node);
        assertThat(waiting(back))
                .containsExactly(
                        "offer from alice",
                        "iceCandidate a1",
                        "iceCandidate a2",
                        "answer from carol",
                        "iceCandidate c1");
        assertThat(bob.hears()).as("nothing to the lost session").isEmpty();
        assertThat(back.hears()).as("nothing twice").isEmpty();
        assertThat(alice.candidate(back, "a3", with().ufrag("g")))
                .isEqualTo(new heliograph.state.Candidates.Relayed.Accepted());
        assertThat(back.hears()).containsExactly("iceCandidate a3");
    }

    @Test
    void whatWaitedIsHandedOverOnce() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        alice.offer(bob);
        alice.candidate(bob, "c");
        Peer back = bob.again(node);
        assertThat(waiting(back)).hasSize(2);
        assertThat(waiting(back)).isEmpty();
        back.loseConnection();
        assertThat(waiting(back.again(node))).isEmpty();
    }

    @Test
    void candidatesOfADescriptionThatHadArrivedFollowOnTheReturn() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.offer(bob, with().ufrag("g"));
        bob.loseConnection();
        alice.candidate(bob, "c2", with().sequence(2).ufrag("g"));
        alice.candidate(bob, "c1", with().sequence(1).ufrag("g"));
        alice.candidate(bob, "of the next", with().sequence(1).ufrag("h"));
        Peer back = bob.again(node);
        assertThat(waiting(back)).containsExactly("iceCandidate c1", "iceCandidate c2");
        alice.offer(back, with().ufrag("h"));
        assertThat(back.hears()).containsExactly("offer {}", "iceCandidate of the next");
    }

    @Test
    void candidatesWithoutTheirDescriptionStayHeldOnTheReturn() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.offer(alice);
        bob.loseConnection();
        alice.candidate(bob, "before the answer");
        Peer back = bob.again(node);
        assertThat(waiting(back)).isEmpty();
        alice.answer(back);
        assertThat(back.hears()).containsExactly("answer {}", "iceCandidate before the answer");
    }

    @Test
    void ofTwoGenerationsThatWaitOnlyTheLaterHasItsCandidates() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        alice.offer(bob, with().ufrag("g1").text("first"));
        alice.candidate(bob, "of g1", with().ufrag("g1"));
        alice.offer(bob, with().ufrag("g2").text("second"));
        alice.candidate(bob, "of g2", with().ufrag("g2"));
        assertThat(waiting(bob.again(node)))
                .containsExactly("offer first", "offer second", "iceCandidate of g2");
    }

    @Test
    void candidatesOfEachMediumFollowADescriptionThatIsNotBundled() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        alice.offer(bob, with().ufrag("au", "vi").text("unbundled"));
        alice.candidate(bob, "of audio", with().sequence(1).ufrag("au"));
        alice.candidate(bob, "of video", with().sequence(2).ufrag("vi"));
        assertThat(waiting(bob.again(node)))
                .containsExactly(
                        "offer unbundled", "iceCandidate of audio", "iceCandidate of video");
    }

    @Test
    void whoSaysMuchPushesOutOnlyWhatItHasReplacedItself() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer carol = node.seated("room", "carol");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        assertThat(carol.offer(bob, with().text("of carol"))).isEqualTo(new Accepted());
        assertThat(alice.answer(bob, with().text("once"))).isEqualTo(new Accepted());
        for (int i = 0; i < 2 * MAX_WAITING; i++) {
            assertThat(alice.offer(bob, with().text("" + i))).isEqualTo(new Accepted());
        }
        assertThat(waiting(bob.again(node)))
                .hasSize(MAX_WAITING)
                .startsWith("offer of carol", "answer once")
                .endsWith("offer " + (2 * MAX_WAITING - 2), "offer " + (2 * MAX_WAITING - 1));
    }

    @Test
    void whereNoMoreCanWaitTheSenderIsToldAndNothingIsRecorded() {
        Node node = node(new ShortWindows().roomCapacity(2 * MAX_WAITING).build());
        Peer bob = node.seated("room", "bob");
        List<Peer> senders =
                IntStream.range(0, MAX_WAITING)
                        .mapToObj(i -> node.seated("room", "user " + i))
                        .toList();
        Peer late = node.seated("room", "late");
        bob.loseConnection();
        senders.forEach(sender -> assertThat(sender.offer(bob)).isEqualTo(new Accepted()));
        assertThat(late.offer(bob)).isEqualTo(new TargetUnavailable());
        assertThat(late.statistics(bob).offersSent()).isZero();
        Peer back = bob.again(node);
        assertThat(waiting(back)).hasSize(MAX_WAITING).containsOnly("offer {}");
        assertThat(late.offer(back)).isEqualTo(new Accepted());
    }

    @Test
    void whoLeftTakesBackWhatItHadSaid() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer carol = node.seated("room", "carol");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        alice.offer(bob, with().text("from alice"));
        carol.offer(bob, with().text("from carol"));
        alice.leave();
        assertThat(waiting(bob.again(node))).containsExactly("offer from carol");
    }

    @Test
    void theWaitingListKeepsTheLatest() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        for (int i = 0; i < 70; i++) {
            alice.offer(bob, with().text("" + i));
        }
        assertThat(waiting(bob.again(node))).hasSize(64).startsWith("offer 6").endsWith("offer 69");
    }

    @Test
    void aReturnOnAnotherNodeIsFoundThere() {
        Node first = node("n1", heliograph.state.Windows.DEFAULTS);
        Node second = node("n2", heliograph.state.Windows.DEFAULTS);
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        bob.loseConnection();
        Peer back = bob.again(second);
        back.sitDown();
        alice.offer(back);
        assertThat(back.hears()).containsExactly("offer {}");
        assertThat(bob.hears()).isEmpty();
        assertThat(alice.hears()).containsExactly("userJoined bob", "userJoined bob");
    }

    @Test
    void theSameSessionMayReturnToo() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        alice.offer(bob);
        assertThat(waiting(bob)).containsExactly("offer {}");
        assertThat(alice.offer(bob)).isEqualTo(new Accepted());
        assertThat(bob.hears()).containsExactly("offer {}");
        assertThat(Node.get(node.store().rooms().participants(bob.room())))
                .allMatch(participant -> participant.present());
    }

    @Test
    void sequencesOfASeatThatIsTakenAgainGoOn() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(bob.offer(alice, with().sequence(1))).isEqualTo(new Accepted());
        bob.loseConnection();
        Peer back = bob.again(node);
        back.sitDown();
        assertThat(back.offer(alice, with().sequence(1)))
                .isEqualTo(new heliograph.state.Links.Relayed.Duplicate());
    }

    @Test
    void sequencesOfAPageThatReplacesAnotherStartAnewAndMessageIdsDoNot() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(bob.offer(alice, with().sequence(1).messageId("m"))).isEqualTo(new Accepted());
        Peer reloaded = bob.again(node);
        reloaded.sitDown();
        assertThat(reloaded.offer(alice, with().sequence(1))).isEqualTo(new Accepted());
        assertThat(reloaded.offer(alice, with().messageId("m")))
                .isEqualTo(new heliograph.state.Links.Relayed.Repeated(new Accepted()));
    }
}
