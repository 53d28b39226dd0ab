package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Links.Relayed;
import heliograph.state.SignalingState;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * Two offers that cross ({@code relay_offer.lua}). Who joined first is the impolite side and wins
 * (W3C WebRTC, section 10.7, "perfect negotiation"). {@link CollisionTest} has them at the same
 * time.
 */
@OnEveryServer
class GlareTest extends ScriptTest {
    private static final Relayed ACCEPTED = new Relayed.Accepted();
    private static final Relayed GLARE = new Relayed.Glare();

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
}
