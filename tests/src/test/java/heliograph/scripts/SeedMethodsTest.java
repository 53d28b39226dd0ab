package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Candidates;
import heliograph.state.ConnectionState;
import heliograph.state.Connections;
import heliograph.state.IceConnectionState;
import heliograph.state.IceGatheringState;
import heliograph.state.Link;
import heliograph.state.LinkStatistics;
import heliograph.state.LinkStatistics.Change;
import heliograph.state.Links;
import heliograph.state.Links.Recorded;
import heliograph.state.Sequence;
import heliograph.state.SignalingState;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The methods of the seed's services one by one: {@code record_*.lua} and those beside them. */
@OnEveryServer
class SeedMethodsTest extends ScriptTest {
    SeedMethodsTest(Server server) {
        super(server);
    }

    @Test
    void recordsMoveTheStateAndKnowTheirSequences() {
        Node node = node();
        Links links = node.store().links();
        Link link = node.peer("room", "alice").to(node.peer("room", "bob"));
        Sequence one = new Sequence(1);

        assertThat(Node.get(links.recordOfferSent(link, one)))
                .isEqualTo(new Recorded(true, SignalingState.OFFER_SENT));
        assertThat(Node.get(links.recordOfferSent(link, one)))
                .isEqualTo(new Recorded(false, SignalingState.OFFER_SENT));
        assertThat(Node.get(links.recordAnswerReceived(link, one)))
                .isEqualTo(new Recorded(true, SignalingState.ANSWER_RECEIVED));
        assertThat(Node.get(links.recordAnswerReceived(link, one)))
                .isEqualTo(new Recorded(false, SignalingState.ANSWER_RECEIVED));
        assertThat(Node.get(links.recordOfferReceived(link, one)))
                .as("received and sent count apart")
                .isEqualTo(new Recorded(true, SignalingState.OFFER_RECEIVED));
        assertThat(Node.get(links.recordOfferReceived(link, one)))
                .isEqualTo(new Recorded(false, SignalingState.OFFER_RECEIVED));
        assertThat(Node.get(links.recordAnswerSent(link, one)))
                .isEqualTo(new Recorded(true, SignalingState.ANSWER_SENT));
        assertThat(Node.get(links.recordAnswerSent(link, one)))
                .isEqualTo(new Recorded(false, SignalingState.ANSWER_SENT));
        assertThat(Node.get(links.recordAnswerSent(link, null)).isNew()).isTrue();
        assertThat(Node.get(links.recordAnswerSent(link, null)).isNew()).isTrue();
        LinkStatistics statistics = Node.get(links.getStatistics(link));
        assertThat(statistics.offersSent()).isEqualTo(1);
        assertThat(statistics.offersReceived()).isEqualTo(1);
        assertThat(statistics.answersSent()).isEqualTo(3);
        assertThat(statistics.answersReceived()).isEqualTo(1);
        assertThat(statistics.history())
                .extracting(Change::what, Change::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("signaling", "OFFER_SENT"),
                        org.assertj.core.groups.Tuple.tuple("signaling", "ANSWER_RECEIVED"),
                        org.assertj.core.groups.Tuple.tuple("signaling", "OFFER_RECEIVED"),
                        org.assertj.core.groups.Tuple.tuple("signaling", "ANSWER_SENT"));
        assertThat(statistics.history())
                .isSortedAccordingTo((a, b) -> Long.compare(a.at(), b.at()));
    }

    @Test
    void anUnusedLinkIsAllZero() {
        Node node = node();
        Link link = node.peer("room", "alice").to(node.peer("room", "bob"));
        assertThat(Node.get(node.store().links().getStatistics(link)))
                .isEqualTo(
                        new LinkStatistics(
                                SignalingState.IDLE,
                                0,
                                0,
                                0,
                                0,
                                0,
                                0,
                                null,
                                null,
                                null,
                                null,
                                null,
                                false,
                                java.util.List.of(),
                                new Candidates.Statistics(0, 0)));
        assertThat(Node.get(node.store().links().canRetry(link))).isTrue();
        assertThat(Node.get(node.store().connections().canRestart(link))).isTrue();
        assertThat(server.keysOfRooms()).as("asking leaves nothing behind").isEmpty();
    }

    @Test
    void theHistoryKeepsTheLatest() {
        Node node = node();
        Links links = node.store().links();
        Link link = node.peer("room", "alice").to(node.peer("room", "bob"));
        for (int i = 0; i < 60; i++) {
            Node.get(links.recordOfferSent(link, null));
            Node.get(links.recordAnswerReceived(link, null));
        }
        var history = Node.get(links.getStatistics(link)).history();
        assertThat(history).hasSizeBetween(16, 30);
        assertThat(history.getLast().state()).isEqualTo("ANSWER_RECEIVED");
        assertThat(server.raw().hget("hg:{room}:link:5:alice:bob", "history").length())
                .isLessThanOrEqualTo(640);
    }

    @Test
    void failuresCountUntilNothingMayBeRetried() {
        Node node = node(new ShortWindows().restartCooldown(200).build());
        Connections connections = node.store().connections();
        Links links = node.store().links();
        Link link = node.peer("room", "alice").to(node.peer("room", "bob"));
        assertThat(Node.get(connections.recordFailure(link))).isEqualTo(1);
        assertThat(Node.get(connections.recordFailure(link))).isEqualTo(2);
        assertThat(Node.get(links.canRetry(link))).isTrue();
        assertThat(Node.get(connections.recordFailure(link))).isEqualTo(3);
        assertThat(Node.get(links.canRetry(link))).isFalse();
        assertThat(Node.get(links.getStatistics(link)).state()).isEqualTo(SignalingState.FAILED);
        assertThat(Node.get(links.canRetry(link.reverse()))).isTrue();
        Node.get(connections.updateConnectionState(link, ConnectionState.CONNECTED));
        assertThat(Node.get(links.canRetry(link))).isTrue();
        assertThat(Node.get(links.getStatistics(link)).state()).isEqualTo(SignalingState.CONNECTED);
    }

    @Test
    void aRestartMayBeAskedForACoolDownAfterTheLastOfEitherSide() {
        Node node = node(new ShortWindows().restartCooldown(300).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Connections connections = node.store().connections();
        assertThat(alice.reports(bob, ConnectionState.FAILED))
                .isEqualTo(new Connections.Verdict.Restart(1));
        assertThat(Node.get(connections.canRestart(alice.to(bob)))).isFalse();
        assertThat(Node.get(connections.canRestart(bob.to(alice)))).isFalse();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Node.get(connections.canRestart(bob.to(alice))));
        assertThat(Node.get(connections.canRestart(alice.to(bob)))).isTrue();
        assertThat(alice.reports(bob, ConnectionState.FAILED))
                .isEqualTo(new Connections.Verdict.Restart(2));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Node.get(connections.canRestart(bob.to(alice))));
        assertThat(Node.get(connections.canRestart(alice.to(bob)))).as("used up").isFalse();
    }

    @Test
    void statesAreTrackedAndTheirChangesKept() {
        Node node = node(new ShortWindows().stale(300).build());
        Connections connections = node.store().connections();
        Link link = node.peer("room", "alice").to(node.peer("room", "bob"));
        Node.get(connections.updateIceGatheringState(link, IceGatheringState.GATHERING));
        Node.get(connections.updateIceConnectionState(link, IceConnectionState.CHECKING));
        Node.get(connections.updateIceConnectionState(link, IceConnectionState.CHECKING));
        Node.get(connections.updateConnectionState(link, ConnectionState.DISCONNECTED));
        LinkStatistics statistics = Node.get(node.store().links().getStatistics(link));
        assertThat(statistics.iceGatheringState()).isEqualTo(IceGatheringState.GATHERING);
        assertThat(statistics.iceConnectionState()).isEqualTo(IceConnectionState.CHECKING);
        assertThat(statistics.connectionState()).isEqualTo(ConnectionState.DISCONNECTED);
        assertThat(statistics.lastChangeAt()).isEqualTo(statistics.history().getLast().at());
        assertThat(statistics.history())
                .extracting(Change::what, Change::state)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("gathering", "gathering"),
                        org.assertj.core.groups.Tuple.tuple("ice", "checking"),
                        org.assertj.core.groups.Tuple.tuple("connection", "disconnected"));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Node.get(node.store().links().getStatistics(link)).stale());
    }

    @Test
    void staleConnectionsOfThoseInTheRoomAreForgottenUnlessTheyAreUp() {
        Node node = node(new ShortWindows().stale(300).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Peer carol = node.seated("room", "carol");
        Connections connections = node.store().connections();
        alice.reports(bob, ConnectionState.CONNECTING);
        alice.reports(carol, ConnectionState.CONNECTED);
        assertThat(Node.get(connections.cleanupStaleConnections(alice.room()))).isZero();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> Node.get(connections.cleanupStaleConnections(alice.room())) == 1);
        assertThat(alice.statistics(bob).connectionState()).isNull();
        assertThat(alice.statistics(carol).connectionState()).isEqualTo(ConnectionState.CONNECTED);
    }

    @Test
    void cleaningUpForgetsOneLinkOrAllOfARoom() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Peer carol = node.seated("room", "carol");
        Links links = node.store().links();
        alice.offer(bob, With.with().sequence(1));
        alice.candidate(bob, "c");
        alice.offer(carol);
        Node.get(links.cleanup(alice.to(bob)));
        assertThat(alice.statistics(bob).state()).isEqualTo(SignalingState.IDLE);
        assertThat(alice.statistics(bob).candidates()).isEqualTo(new Candidates.Statistics(0, 0));
        assertThat(bob.statistics(alice).state()).isEqualTo(SignalingState.OFFER_RECEIVED);
        assertThat(alice.offer(bob, With.with().sequence(1)))
                .isEqualTo(new Links.Relayed.Accepted());
        Node.get(links.cleanupRoom(alice.room()));
        assertThat(server.keysOfRooms())
                .noneMatch(key -> key.matches("hg:\\{room}:(link|seen|cand|peers):.*"));
        assertThat(Node.get(node.store().rooms().participants(alice.room()))).hasSize(3);
    }

    @Test
    void whatTheSeedsBufferHoldsIsNotPublishedAsItHasNoEvent() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Node.get(
                node.store()
                        .candidates()
                        .bufferCandidate(alice.to(bob), Peer.aCandidate("c", "0", 0, null), null));
        alice.offer(bob);
        assertThat(bob.hears()).containsExactly("offer {}");
        assertThat(alice.statistics(bob).candidates()).isEqualTo(new Candidates.Statistics(1, 0));
    }
}
