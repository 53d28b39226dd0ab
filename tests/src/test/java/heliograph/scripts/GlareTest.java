package heliograph.scripts;

import static heliograph.scripts.With.with;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Links.Relayed;
import heliograph.state.SignalingState;
import heliograph.state.Windows;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Two offers that cross ({@code relay_offer.lua}). Who joined first is the impolite side and wins
 * (W3C WebRTC, section 10.7, "perfect negotiation").
 */
@OnEveryServer
class GlareTest extends ScriptTest {
    private static final Relayed ACCEPTED = new Relayed.Accepted();
    private static final Relayed GLARE = new Relayed.Glare();
    private static final int COLLISIONS = 1_000;

    GlareTest(Server server) {
        super(server);
    }

    @Test
    void thePoliteSideIsRefusedWhileTheImpoliteOfferIsUnanswered() {
        Node node = node();
        Peer impolite = node.seated("room", "zoe");
        Peer polite = node.seated("room", "adam");
        assertThat(impolite.offer(polite)).isEqualTo(ACCEPTED);
        assertThat(polite.offer(impolite)).isEqualTo(GLARE);
        assertThat(impolite.hears()).containsExactly("userJoined adam");
        assertThat(polite.hears()).containsExactly("offer {}");
        assertThat(polite.statistics(impolite).state()).isEqualTo(SignalingState.OFFER_RECEIVED);
        assertThat(polite.statistics(impolite).offersSent()).isZero();
    }

    @Test
    void theImpoliteSideIsRelayedThoughThePoliteOfferCameFirst() {
        Node node = node();
        Peer impolite = node.seated("room", "zoe");
        Peer polite = node.seated("room", "adam");
        assertThat(polite.offer(impolite)).isEqualTo(ACCEPTED);
        assertThat(impolite.offer(polite)).isEqualTo(ACCEPTED);
        assertThat(polite.hears()).containsExactly("offer {}");
        assertThat(polite.statistics(impolite).state()).isEqualTo(SignalingState.OFFER_RECEIVED);
        assertThat(impolite.statistics(polite).state()).isEqualTo(SignalingState.OFFER_SENT);
        assertThat(polite.offer(impolite)).as("its own was rolled back").isEqualTo(GLARE);
    }

    @Test
    void anOldOfferCollidesWithNothing() {
        Node node = node(new ShortWindows().glare(300).build());
        Peer impolite = node.seated("room", "zoe");
        Peer polite = node.seated("room", "adam");
        assertThat(impolite.offer(polite)).isEqualTo(ACCEPTED);
        assertThat(polite.offer(impolite)).isEqualTo(GLARE);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> polite.offer(impolite).equals(ACCEPTED));
    }

    @Test
    void anAnsweredOfferCollidesWithNothing() {
        Node node = node();
        Peer impolite = node.seated("room", "zoe");
        Peer polite = node.seated("room", "adam");
        assertThat(impolite.offer(polite)).isEqualTo(ACCEPTED);
        assertThat(polite.answer(impolite)).isEqualTo(ACCEPTED);
        assertThat(polite.offer(impolite)).isEqualTo(ACCEPTED);
        assertThat(impolite.answer(polite)).isEqualTo(ACCEPTED);
        assertThat(impolite.offer(polite)).isEqualTo(ACCEPTED);
    }

    @Test
    void aSecondOfferOfTheSameSideNeverCollides() {
        Node node = node();
        Peer impolite = node.seated("room", "zoe");
        Peer polite = node.seated("room", "adam");
        assertThat(polite.offer(impolite)).isEqualTo(ACCEPTED);
        assertThat(polite.offer(impolite)).isEqualTo(ACCEPTED);
        assertThat(polite.answer(impolite)).isEqualTo(ACCEPTED);
        assertThat(impolite.offer(polite)).isEqualTo(ACCEPTED);
        assertThat(impolite.offer(polite)).isEqualTo(ACCEPTED);
    }

    @Test
    void offersToOthersDoNotCollide() {
        Node node = node();
        Peer first = node.seated("room", "a");
        Peer second = node.seated("room", "b");
        Peer third = node.seated("room", "c");
        assertThat(first.offer(second)).isEqualTo(ACCEPTED);
        assertThat(second.offer(third)).isEqualTo(ACCEPTED);
        assertThat(third.offer(first)).isEqualTo(ACCEPTED);
    }

    @Test
    void whoTakesALostSeatAgainIsTheNewcomer() {
        Node node = node();
        Peer first = node.seated("room", "a");
        Peer second = node.seated("room", "b");
        first.loseConnection();
        Peer back = first.again(node);
        back.sitDown();
        assertThat(second.offer(back)).isEqualTo(ACCEPTED);
        assertThat(back.offer(second)).isEqualTo(GLARE);
    }

    @Test
    void everyCollisionHasExactlyOneWinner() throws Exception {
        Windows windows = new ShortWindows().events(10 * COLLISIONS).build();
        Node here = node("n1", windows);
        Node there = node("n2", windows);
        Peer impolite = here.seated("room", "zoe");
        Peer polite = there.seated("room", "adam");
        CyclicBarrier start = new CyclicBarrier(2);
        int refused = 0;
        try (ExecutorService both = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < COLLISIONS; i++) {
                String number = Integer.toString(i);
                Future<CompletionStage<Relayed>> one =
                        both.submit(() -> {
                            start.await(10, TimeUnit.SECONDS);
                            return impolite.offering(polite, with().text(number));
                        });
                Future<CompletionStage<Relayed>> other =
                        both.submit(() -> {
                            start.await(10, TimeUnit.SECONDS);
                            return polite.offering(impolite, with().text(number));
                        });
                assertThat(Node.get(one.get(10, TimeUnit.SECONDS)))
                        .as("collision %d", i)
                        .isEqualTo(ACCEPTED);
                Relayed yielding = Node.get(other.get(10, TimeUnit.SECONDS));
                assertThat(yielding).as("collision %d", i).isIn(ACCEPTED, GLARE);
                refused += yielding.equals(GLARE) ? 1 : 0;
                assertThat(List.of(impolite.statistics(polite), polite.statistics(impolite)))
                        .as("collision %d leaves one open offer", i)
                        .extracting(statistics -> statistics.state())
                        .containsExactly(SignalingState.OFFER_SENT, SignalingState.OFFER_RECEIVED);
                assertThat(polite.answer(impolite)).isEqualTo(ACCEPTED);
            }
        }
        assertThat(polite.hears())
                .as("the winner's offer arrives each time")
                .hasSize(COLLISIONS)
                .allMatch(words -> words.startsWith("offer "));
        assertThat(polite.statistics(impolite).offersSent()).isEqualTo(COLLISIONS - refused);
        assertThat(impolite.statistics(polite).offersReceived()).isEqualTo(COLLISIONS - refused);
    }
}
