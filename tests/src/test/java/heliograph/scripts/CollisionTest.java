package heliograph.scripts;

import static heliograph.scripts.With.with;
import static java.util.concurrent.TimeUnit.MILLISECONDS;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.scripts.Moment.Both;
import heliograph.state.ConnectionState;
import heliograph.state.Connections.Verdict;
import heliograph.state.Links.Relayed;
import heliograph.state.SignalingState;
import heliograph.state.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Two nodes that ask for opposite things within a millisecond, each over connections of its own
 * (wire contract, "Meaning": glare, and who restarts).
 */
@OnEveryServer
class CollisionTest extends ScriptTest {
    private static final int COLLISIONS = 1_000;
    private static final int FAILURES = 500;
    private static final int MOST_ATTEMPTS = 20 * COLLISIONS;
    private static final Windows WINDOWS =
            new ShortWindows().events(10 * MOST_ATTEMPTS).inboxLimit(10 * MOST_ATTEMPTS).build();
    private static final Relayed ACCEPTED = new Relayed.Accepted();
    private static final Relayed GLARE = new Relayed.Glare();
    private static final Verdict NOTED = new Verdict.Noted();
    private static final Verdict RESTART = new Verdict.Restart(1);

    private final Moment moment = new Moment();
    private Node here;
    private Node there;

    CollisionTest(Server server) {
        super(server);
    }

    @BeforeEach
    void start() {
        here = node("n1", WINDOWS);
        there = node("n2", WINDOWS);
    }

    @AfterEach
    void endThreads() {
        moment.close();
    }

    private static SignalingState state(Peer of, Peer towards) {
        return of.statistics(towards).state();
    }

    @Test
    void ofOffersWithinAMillisecondTheImpoliteOneAlwaysWinsAndIsAnswered() {
        Peer impolite = here.seated("room", "zoe");
        Peer polite = there.seated("room", "adam");
        List<String> politeHears = new ArrayList<>();
        List<String> impoliteHears = new ArrayList<>(List.of("userJoined adam"));
        int collisions = 0;
        int refused = 0;
        int attempts = 0;
        for (; collisions < COLLISIONS; attempts++) {
            assertThat(attempts).as("attempts to collide").isLessThan(MOST_ATTEMPTS);
            String name = "offer " + attempts;
            With offer = with().text(name).messageId(name);
            // Turn and turn about, so that each side comes first many times.
            Both<Relayed> verdicts =
                    attempts % 2 == 0
                            ? moment.call(
                                    () -> impolite.offer(polite, offer),
                                    () -> polite.offer(impolite, offer))
                            : swapped(
                                    moment.call(
                                            () -> polite.offer(impolite, offer),
                                            () -> impolite.offer(polite, offer)));
            collisions += verdicts.nanosApart() < MILLISECONDS.toNanos(1) ? 1 : 0;
            assertThat(verdicts.first()).as(name).isEqualTo(ACCEPTED);
            assertThat(verdicts.second()).as(name).isIn(ACCEPTED, GLARE);
            if (verdicts.second().equals(GLARE)) {
                refused++;
            } else {
                impoliteHears.add("offer " + name); // it was first; an impolite side ignores it
            }
            politeHears.add("offer " + name);
            assertThat(polite.offer(impolite, offer))
                    .as("the loser that asks again, %s", name)
                    .isEqualTo(new Relayed.Repeated(verdicts.second()));
            assertThat(state(impolite, polite)).as(name).isEqualTo(SignalingState.OFFER_SENT);
            assertThat(state(polite, impolite)).as(name).isEqualTo(SignalingState.OFFER_RECEIVED);

            assertThat(polite.answer(impolite, with().text(name))).isEqualTo(ACCEPTED);
            impoliteHears.add("answer " + name);
            assertThat(state(impolite, polite)).as(name).isEqualTo(SignalingState.ANSWER_RECEIVED);
            assertThat(state(polite, impolite)).as(name).isEqualTo(SignalingState.ANSWER_SENT);
        }
        assertThat(refused).as("each side came first").isBetween(1, attempts - 1);
        assertThat(polite.hears()).isEqualTo(politeHears);
        assertThat(impolite.hears()).isEqualTo(impoliteHears);
        assertThat(impolite.statistics(polite).offersSent()).isEqualTo(attempts);
        assertThat(polite.statistics(impolite).offersSent()).isEqualTo(attempts - refused);
        assertThat(impolite.statistics(polite).answersReceived()).isEqualTo(attempts);
        assertThat(polite.offer(impolite)).as("nothing is left open").isEqualTo(ACCEPTED);
    }

    private static <T> Both<T> swapped(Both<T> both) {
        return new Both<>(both.second(), both.first(), both.nanosApart());
    }

    @Test
    void ofTwoSidesThatReportAFailureWithinAMillisecondOneIsAskedToRestart() {
        Peer alice = here.peer("lobby", "alice");
        Peer bob = there.peer("lobby", "bob");
        int collisions = 0;
        int askedOfAlice = 0;
        int attempts = 0;
        for (; collisions < FAILURES; attempts++) {
            assertThat(attempts).as("attempts to collide").isLessThan(MOST_ATTEMPTS);
            Peer one = alice.in("room " + attempts);
            Peer other = bob.in("room " + attempts);
            one.sitDown();
            other.sitDown();
            Both<Verdict> verdicts =
                    moment.call(
                            () -> one.reports(other, ConnectionState.FAILED),
                            () -> other.reports(one, ConnectionState.FAILED));
            collisions += verdicts.nanosApart() < MILLISECONDS.toNanos(1) ? 1 : 0;
            assertThat(List.of(verdicts.first(), verdicts.second()))
                    .as("attempt %d", attempts)
                    .containsExactlyInAnyOrder(RESTART, NOTED);
            boolean asked = verdicts.first().equals(RESTART);
            askedOfAlice += asked ? 1 : 0;
            assertThat(one.statistics(other).restarts()).isEqualTo(asked ? 1 : 0);
            assertThat(other.statistics(one).restarts()).isEqualTo(asked ? 0 : 1);
            assertThat(state(one, other) == SignalingState.RESTARTING).isEqualTo(asked);
            assertThat(state(other, one) == SignalingState.RESTARTING).isEqualTo(!asked);

            Stream.of(one, other)
                    .forEach(peer -> {
                        Peer opposite = peer == one ? other : one;
                        assertThat(peer.reports(opposite, ConnectionState.CONNECTING))
                                .isEqualTo(NOTED);
                        assertThat(peer.reports(opposite, ConnectionState.FAILED))
                                .as("within the cool-down nobody is asked again")
                                .isEqualTo(NOTED);
                    });
            one.leave();
            other.leave();
        }
        assertThat(restarts(alice)).isEqualTo(askedOfAlice);
        assertThat(restarts(bob)).isEqualTo(attempts - askedOfAlice);
    }

    private static long restarts(Peer peer) {
        return peer.hears().stream().filter(words -> words.startsWith("restart ")).count();
    }
}
