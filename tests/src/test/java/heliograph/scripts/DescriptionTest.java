package heliograph.scripts;

import static heliograph.scripts.With.with;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.ConnectionState;
import heliograph.state.Links.Relayed;
import heliograph.state.SignalingState;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * {@code relay_offer.lua} and {@code relay_answer.lua}: every verdict but glare, which has a test
 * of its own.
 */
@OnEveryServer
class DescriptionTest extends ScriptTest {
    private static final Relayed ACCEPTED = new Relayed.Accepted();
    private static final Relayed DUPLICATE = new Relayed.Duplicate();

    DescriptionTest(Server server) {
        super(server);
    }

    @Test
    void anOfferAndItsAnswerReachTheOtherSideAndCountOnBothLinks() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");

        assertThat(alice.offer(bob, with().text("an offer"))).isEqualTo(ACCEPTED);
        assertThat(bob.hears()).containsExactly("offer an offer");
        assertThat(alice.statistics(bob).state()).isEqualTo(SignalingState.OFFER_SENT);
        assertThat(bob.statistics(alice).state()).isEqualTo(SignalingState.OFFER_RECEIVED);

        assertThat(bob.answer(alice, with().text("an answer"))).isEqualTo(ACCEPTED);
        assertThat(alice.hears()).containsExactly("userJoined bob", "answer an answer");
        assertThat(bob.statistics(alice).state()).isEqualTo(SignalingState.ANSWER_SENT);
        assertThat(alice.statistics(bob).state()).isEqualTo(SignalingState.ANSWER_RECEIVED);

        assertThat(alice.statistics(bob).offersSent()).isEqualTo(1);
        assertThat(alice.statistics(bob).answersReceived()).isEqualTo(1);
        assertThat(bob.statistics(alice).offersReceived()).isEqualTo(1);
        assertThat(bob.statistics(alice).answersSent()).isEqualTo(1);
    }

    @Test
    void dataArrivesAsItWasGiven() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        String odd = "{\"sdp\":\"v=0\\r\\n\\u0000 π 𝄞 %s | : {}\",\n\"line\": 2}\n";
        assertThat(alice.offer(bob, with().text(odd))).isEqualTo(ACCEPTED);
        assertThat(bob.hears()).containsExactly("offer " + odd);
    }

    @Test
    void aRepeatedSequenceIsADuplicateAndReachesNobody() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(alice.offer(bob, with().sequence(7))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().sequence(7))).isEqualTo(DUPLICATE);
        assertThat(bob.answer(alice, with().sequence(7))).isEqualTo(ACCEPTED);
        assertThat(bob.answer(alice, with().sequence(7))).isEqualTo(DUPLICATE);
        assertThat(bob.hears()).containsExactly("offer {}");
        assertThat(alice.hears()).containsExactly("userJoined bob", "answer {}");
        assertThat(alice.statistics(bob).offersSent()).isEqualTo(1);
    }

    @Test
    void equalNumbersAreOneSequenceHoweverWritten() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(alice.offer(bob, with().sequence(-0.0))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().sequence(0.0))).isEqualTo(DUPLICATE);
        assertThat(alice.offer(bob, with().sequence(0.5))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().sequence(1e21))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().sequence(1e21))).isEqualTo(DUPLICATE);
        assertThat(alice.offer(bob, with().sequence(9007199254740991.0))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().sequence(9007199254740990.0))).isEqualTo(ACCEPTED);
    }

    @Test
    void withoutASequenceNothingIsADuplicate() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(alice.offer(bob)).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob)).isEqualTo(ACCEPTED);
        assertThat(alice.statistics(bob).offersSent()).isEqualTo(2);
    }

    @Test
    void kindsAndLinksCountTheirSequencesApart() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Peer carol = node.seated("room", "carol");
        assertThat(alice.offer(bob, with().sequence(1))).isEqualTo(ACCEPTED);
        assertThat(alice.answer(bob, with().sequence(1))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(carol, with().sequence(1))).isEqualTo(ACCEPTED);
        assertThat(bob.answer(alice, with().sequence(1))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().sequence(1))).isEqualTo(DUPLICATE);
    }

    @Test
    void aSequenceIsForgottenWhenItsWindowEnds() {
        Node node = node(new ShortWindows().sequence(400).events(100_000).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        long start = System.nanoTime();
        assertThat(alice.offer(bob, with().sequence(1))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().sequence(1))).isEqualTo(DUPLICATE);
        // Other numbers keep the key alive; the first one must end all the same.
        int[] others = {1};
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    alice.offer(bob, with().sequence(++others[0]));
                    return alice.offer(bob, with().sequence(1)).equals(ACCEPTED);
                });
        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isGreaterThan(Duration.ofMillis(380));
    }

    @Test
    void aRefusedMessageDoesNotUseUpItsSequence() {
        Node node = node(new ShortWindows().maxFailures(1).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.peer("room", "bob");
        assertThat(alice.offer(bob, with().sequence(1))).isEqualTo(new Relayed.TargetUnavailable());
        bob.sitDown();
        assertThat(bob.offer(alice, with().sequence(1))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().sequence(1)))
                .as("impolite, so it wins")
                .isEqualTo(ACCEPTED);
        assertThat(bob.offer(alice, with().sequence(2))).isEqualTo(new Relayed.Glare());
        assertThat(bob.answer(alice)).isEqualTo(ACCEPTED);
        assertThat(bob.offer(alice, with().sequence(2))).isEqualTo(ACCEPTED);

        bob.reports(alice, ConnectionState.FAILED);
        assertThat(bob.offer(alice, with().sequence(3))).isEqualTo(new Relayed.GaveUp());
        bob.reports(alice, ConnectionState.CONNECTED);
        assertThat(bob.offer(alice, with().sequence(3))).isEqualTo(ACCEPTED);
    }

    @Test
    void aMessageIdGetsItsFirstVerdictAgain() {
        Node node = node(new ShortWindows().maxFailures(1).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");

        assertThat(alice.offer(bob, with().sequence(1).messageId("m1"))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().sequence(1).messageId("m1")))
                .isEqualTo(new Relayed.Repeated(ACCEPTED));
        assertThat(alice.offer(bob, with().sequence(1).messageId("m2"))).isEqualTo(DUPLICATE);
        assertThat(alice.offer(bob, with().sequence(5).messageId("m2")))
                .isEqualTo(new Relayed.Repeated(DUPLICATE));
        assertThat(bob.offer(alice, with().messageId("m3"))).isEqualTo(new Relayed.Glare());
        assertThat(bob.answer(alice, with().messageId("m3")))
                .as("another kind")
                .isEqualTo(ACCEPTED);
        assertThat(bob.offer(alice, with().messageId("m3")))
                .isEqualTo(new Relayed.Repeated(new Relayed.Glare()));
        bob.reports(alice, ConnectionState.FAILED);
        assertThat(bob.offer(alice, with().messageId("m4"))).isEqualTo(new Relayed.GaveUp());
        bob.reports(alice, ConnectionState.CONNECTED);
        assertThat(bob.offer(alice, with().messageId("m4")))
                .isEqualTo(new Relayed.Repeated(new Relayed.GaveUp()));
        assertThat(bob.hears()).containsExactly("offer {}", "giveUp alice");
    }

    @Test
    void aMessageIdIsKnownOnAnyNode() {
        Node first = node("n1", new ShortWindows().build());
        Node second = node("n2", new ShortWindows().build());
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        assertThat(alice.offer(bob, with().messageId("m"))).isEqualTo(ACCEPTED);
        Peer elsewhere = alice.again(second);
        elsewhere.sitDown();
        assertThat(elsewhere.offer(bob, with().messageId("m")))
                .isEqualTo(new Relayed.Repeated(ACCEPTED));
    }

    @Test
    void anAbsentTargetIsNoVerdictForTheRetry() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.peer("room", "bob");
        assertThat(alice.offer(bob, with().messageId("m")))
                .isEqualTo(new Relayed.TargetUnavailable());
        bob.sitDown();
        assertThat(alice.offer(bob, with().messageId("m"))).isEqualTo(ACCEPTED);
    }

    @Test
    void aMessageIdIsForgottenWhenItsWindowEnds() {
        Node node = node(new ShortWindows().sequence(300).events(100_000).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(alice.offer(bob, with().messageId("m"))).isEqualTo(ACCEPTED);
        assertThat(alice.offer(bob, with().messageId("m")))
                .isEqualTo(new Relayed.Repeated(ACCEPTED));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> alice.offer(bob, with().messageId("m")).equals(ACCEPTED));
    }

    @Test
    void onlyTheSessionThatHoldsTheSeatMaySpeak() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Peer stranger = node.peer("room", "mallory");
        Peer olderPage = node.peer("room", "alice");
        assertThat(stranger.offer(bob)).isEqualTo(new Relayed.NotSeated());
        assertThat(stranger.answer(bob)).isEqualTo(new Relayed.NotSeated());
        assertThat(olderPage.offer(bob)).isEqualTo(new Relayed.NotSeated());
        assertThat(alice.offer(node.peer("room", "nobody")))
                .isEqualTo(new Relayed.TargetUnavailable());
        assertThat(alice.answer(node.peer("room", "nobody")))
                .isEqualTo(new Relayed.TargetUnavailable());
        assertThat(bob.hears()).isEmpty();
        assertThat(alice.statistics(bob).offersSent()).isZero();
    }

    @Test
    void aWindowThatFillsUpIsPrunedAndStillRemembersWhatIsFresh() {
        Node node = node(new ShortWindows().sequence(300).events(100_000).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        for (int i = 0; i < 400; i++) {
            alice.offer(bob, with().sequence(i));
        }
        String window = "hg:{room}:seen:5:alice:bob";
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    alice.offer(bob, with().sequence(1_000_000));
                    for (int i = 0; i < 64; i++) {
                        alice.offer(bob, with().sequence(2_000 + Math.random()));
                    }
                    return server.raw().hget(window, "offer:0") == null;
                });
        alice.offer(bob, with().sequence(3));
        assertThat(alice.offer(bob, with().sequence(3))).isEqualTo(DUPLICATE);
    }
}
