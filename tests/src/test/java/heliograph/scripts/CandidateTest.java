package heliograph.scripts;

import static heliograph.scripts.Peer.aCandidate;
import static heliograph.scripts.With.with;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Candidates;
import heliograph.state.Candidates.Buffered;
import heliograph.state.Candidates.Candidate;
import heliograph.state.Candidates.Relayed;
import heliograph.state.Sequence;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** {@code relay_candidate.lua} and the scripts of the seed's buffer. */
@OnEveryServer
class CandidateTest extends ScriptTest {
    private static final Relayed ACCEPTED = new Relayed.Accepted();
    private static final Relayed HELD = new Relayed.Held();
    private static final Relayed DUPLICATE = new Relayed.Duplicate();

    CandidateTest(Server server) {
        super(server);
    }

    @Test
    void candidatesReachAPresentTargetInOrder() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        for (int i = 0; i < 5; i++) {
            assertThat(alice.candidate(bob, "c" + i, with().sequence(9 - i))).isEqualTo(ACCEPTED);
        }
        assertThat(bob.hears())
                .containsExactly(
                        "iceCandidate c0",
                        "iceCandidate c1",
                        "iceCandidate c2",
                        "iceCandidate c3",
                        "iceCandidate c4");
        assertThat(alice.statistics(bob).candidates()).isEqualTo(new Candidates.Statistics(5, 5));
    }

    @Test
    void candidatesAreEqualWhereAllThreePropertiesAre() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        List<Candidate> different =
                List.of(
                        aCandidate("c", "0", 0, null),
                        aCandidate("d", "0", 0, null),
                        aCandidate("c", "1", 0, null),
                        aCandidate("c", "0", 1, null),
                        aCandidate("c", null, 0, null),
                        aCandidate("c", "", 0, null),
                        aCandidate("c", "0", null, null),
                        aCandidate("c", null, null, null),
                        aCandidate("", null, null, null));
        for (Candidate candidate : different) {
            assertThat(alice.candidate(bob, candidate, with())).isEqualTo(ACCEPTED);
        }
        for (Candidate candidate : different) {
            assertThat(alice.candidate(bob, candidate, with())).isEqualTo(DUPLICATE);
        }
        assertThat(alice.candidate(bob, aCandidate("c", "0", 0, "g2"), with()))
                .as("the ufrag is none of the three")
                .isEqualTo(DUPLICATE);
        assertThat(bob.candidate(alice, different.getFirst(), with()))
                .as("each direction has its own buffer")
                .isEqualTo(ACCEPTED);
        assertThat(bob.hears()).hasSize(different.size());
    }

    @Test
    void aMessageIdThatWasSeenIsARepetition() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(alice.candidate(bob, "c", with().messageId("m"))).isEqualTo(ACCEPTED);
        assertThat(alice.candidate(bob, "other", with().messageId("m")))
                .isEqualTo(new Relayed.Repeated());
        assertThat(alice.candidate(bob, "c", with().messageId("m2"))).isEqualTo(DUPLICATE);
        assertThat(alice.candidate(bob, "other", with().messageId("m2")))
                .isEqualTo(new Relayed.Repeated());
        assertThat(bob.hears()).containsExactly("iceCandidate c");
    }

    @Test
    void aFullBufferSaysSoUntilSomethingInItIsTooOld() {
        Node node =
                node(new ShortWindows().maxCandidates(3).candidates(400).events(100_000).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        for (int i = 0; i < 3; i++) {
            assertThat(alice.candidate(bob, "c" + i)).isEqualTo(ACCEPTED);
        }
        assertThat(alice.candidate(bob, "c3")).isEqualTo(new Relayed.BufferFull());
        assertThat(alice.candidate(bob, "c0")).isEqualTo(DUPLICATE);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> alice.candidate(bob, "c3").equals(ACCEPTED));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> alice.candidate(bob, "c0").equals(ACCEPTED));
    }

    @Test
    void onlyTheSessionThatHoldsTheSeatMaySend() {
        Node node = node();
        node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(node.peer("room", "alice").candidate(bob, "c"))
                .isEqualTo(new Relayed.NotSeated());
        assertThat(node.peer("room", "mallory").candidate(bob, "c"))
                .isEqualTo(new Relayed.NotSeated());
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    void candidatesForWhoIsNotThereYetFollowTheDescriptionInOrderAndOnce() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.peer("room", "bob");
        assertThat(alice.candidate(bob, "c3", with().sequence(3))).isEqualTo(HELD);
        assertThat(alice.candidate(bob, "c1", with().sequence(1))).isEqualTo(HELD);
        assertThat(alice.candidate(bob, "behind c1")).isEqualTo(HELD);
        assertThat(alice.candidate(bob, "c2", with().sequence(2))).isEqualTo(HELD);
        bob.sitDown();
        assertThat(bob.hears()).as("the description comes first").isEmpty();
        assertThat(alice.candidate(bob, "c4", with().sequence(4)))
                .as("he is there now")
                .isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob)).isEqualTo(new heliograph.state.Links.Relayed.Accepted());
        assertThat(bob.hears())
                .containsExactly(
                        "iceCandidate c4",
                        "offer {}",
                        "iceCandidate c1",
                        "iceCandidate c2",
                        "iceCandidate c3",
                        "iceCandidate behind c1");
        assertThat(alice.offer(bob)).isEqualTo(new heliograph.state.Links.Relayed.Accepted());
        assertThat(bob.hears()).containsExactly("offer {}");
    }

    @Test
    void aNewGenerationPurgesTheCandidatesOfTheOlderOne() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.peer("room", "bob");
        alice.candidate(bob, "old", with().ufrag("g1"));
        alice.candidate(bob, "new", with().ufrag("g2"));
        alice.candidate(bob, "of any", with());
        bob.sitDown();
        alice.offer(bob, with().ufrag("g2"));
        assertThat(bob.hears())
                .containsExactly("offer {}", "iceCandidate new", "iceCandidate of any");
        assertThat(alice.statistics(bob).candidates()).isEqualTo(new Candidates.Statistics(2, 2));
        alice.offer(bob, with().ufrag("g3"));
        assertThat(alice.statistics(bob).candidates())
                .as("what names no generation was of the one before")
                .isEqualTo(new Candidates.Statistics(0, 0));
        assertThat(alice.candidate(bob, "new", with().ufrag("g3")))
                .as("purged, so not a duplicate")
                .isEqualTo(ACCEPTED);
    }

    @Test
    void mediaThatAreNotBundledHaveAUfragEachInOneGeneration() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.peer("room", "bob");
        alice.candidate(bob, "of audio", with().ufrag("au"));
        alice.candidate(bob, "of video", with().ufrag("vi"));
        alice.candidate(bob, "of an older one", with().ufrag("a"));
        bob.sitDown();
        alice.offer(bob, with().ufrag("au", "vi"));
        assertThat(bob.hears())
                .containsExactly("offer {}", "iceCandidate of audio", "iceCandidate of video");
        assertThat(alice.statistics(bob).candidates()).isEqualTo(new Candidates.Statistics(2, 2));
    }

    @Test
    void aRestartOfOneMediumPurgesItsCandidatesAlone() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.offer(bob, with().ufrag("au", "vi"));
        alice.candidate(bob, "of audio", with().ufrag("au"));
        alice.candidate(bob, "of video", with().ufrag("vi"));
        alice.offer(bob, with().ufrag("au", "v2"));
        assertThat(alice.candidate(bob, "of audio", with().ufrag("au")))
                .isEqualTo(new Relayed.Duplicate());
        assertThat(alice.candidate(bob, "of video", with().ufrag("v2"))).isEqualTo(ACCEPTED);
    }

    @Test
    void anOddUfragIsTheSameOnDescriptionAndCandidate() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        String odd = "a|b\nc";
        alice.offer(bob, with().ufrag(odd).text("first"));
        alice.candidate(bob, "c", with().ufrag(odd));
        Peer back = bob.again(node);
        back.sitDown();
        assertThat(back.hears()).containsExactly("offer first", "iceCandidate c");
    }

    @Test
    void theSeedsBufferKeepsEqualCandidatesOnceAndInOrder() {
        Node node = node(new ShortWindows().maxCandidates(3).build());
        Peer alice = node.peer("room", "alice");
        Peer bob = node.peer("room", "bob");
        Candidates candidates = node.store().candidates();
        Candidate first = aCandidate("first", "0", 0, null);
        Candidate second = aCandidate("second", "0", 0, null);
        Candidate third = aCandidate("third", "0", 0, null);
        Candidate fourth = aCandidate("fourth", "0", 0, null);
        var link = alice.to(bob);

        assertThat(Node.get(candidates.bufferCandidate(link, second, new Sequence(2)))).isTrue();
        assertThat(Node.get(candidates.bufferCandidate(link, third, null))).isTrue();
        assertThat(Node.get(candidates.bufferCandidate(link, first, new Sequence(1.5)))).isTrue();
        assertThat(Node.get(candidates.bufferCandidate(link, first, new Sequence(9)))).isFalse();
        assertThat(Node.get(candidates.bufferCandidate(link, fourth, null))).as("full").isFalse();
        assertThat(Node.get(candidates.hasDuplicate(link, first))).isTrue();
        assertThat(Node.get(candidates.hasDuplicate(link, fourth))).isFalse();
        assertThat(Node.get(candidates.markAsApplied(link, first))).isTrue();
        assertThat(Node.get(candidates.markAsApplied(link, fourth))).isFalse();
        assertThat(Node.get(candidates.getBufferedCandidates(link)))
                .containsExactly(
                        new Buffered(first.json(), new Sequence(1.5), true),
                        new Buffered(second.json(), new Sequence(2), false),
                        new Buffered(third.json(), null, false));
        assertThat(Node.get(candidates.getStatistics(link)))
                .isEqualTo(new Candidates.Statistics(3, 1));
    }

    @Test
    void theSeedsBufferForgetsWhatIsTooOld() {
        Node node = node(new ShortWindows().candidates(300).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Candidates candidates = node.store().candidates();
        alice.candidate(bob, "c");
        Candidate same = aCandidate("c", "0", 0, null);
        assertThat(Node.get(candidates.cleanupStaleBuffers(alice.room()))).isZero();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> !Node.get(candidates.hasDuplicate(alice.to(bob), same)));
        assertThat(Node.get(candidates.markAsApplied(alice.to(bob), same))).isFalse();
        assertThat(alice.statistics(bob).candidates()).isEqualTo(new Candidates.Statistics(0, 0));
    }

    @Test
    void cleaningUpBuffersDropsWhatIsTooOldAndCountsIt() {
        Node node = node(new ShortWindows().candidates(600).events(100_000).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.candidate(bob, "old");
        bob.candidate(alice, "old");
        int[] dropped = {0};
        int[] others = {0};
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    // Fresh ones keep both keys alive.
                    others[0]++;
                    if (others[0] < 20) {
                        alice.candidate(bob, "fresh " + others[0]);
                        bob.candidate(alice, "fresh " + others[0]);
                    }
                    dropped[0] +=
                            Node.get(node.store().candidates().cleanupStaleBuffers(alice.room()));
                    return dropped[0] >= 2;
                });
        assertThat(Node.get(node.store().candidates().cleanupStaleBuffers(alice.room())))
                .isLessThan(40);
    }
}
