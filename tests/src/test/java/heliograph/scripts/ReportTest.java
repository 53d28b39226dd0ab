package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.ConnectionState;
import heliograph.state.Connections.Report;
import heliograph.state.Connections.Verdict;
import heliograph.state.IceConnectionState;
import heliograph.state.IceGatheringState;
import heliograph.state.Links.Relayed;
import heliograph.state.SignalingState;
import heliograph.state.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** {@code report_connection.lua}: failures, restarts and who is asked for them. */
@OnEveryServer
class ReportTest extends ScriptTest {
    private static final Verdict NOTED = new Verdict.Noted();
    private static final Verdict GAVE_UP = new Verdict.GaveUp();

    ReportTest(Server server) {
        super(server);
    }

    @Test
    void aFailureAsksForTwoRestartsACoolDownApartAndThenGivesUp() {
        Node node = node(new ShortWindows().restartCooldown(200).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");

        assertThat(alice.reports(bob, ConnectionState.FAILED)).isEqualTo(new Verdict.Restart(1));
        assertThat(alice.statistics(bob).state()).isEqualTo(SignalingState.RESTARTING);
        assertThat(alice.statistics(bob).restarts()).isEqualTo(1);
        assertThat(alice.statistics(bob).lastRestartAt()).isNotNull();
        assertThat(alice.reports(bob, ConnectionState.FAILED)).as("restated").isEqualTo(NOTED);
        assertThat(alice.statistics(bob).failures()).isEqualTo(1);

        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        alice.reports(bob, ConnectionState.FAILED).equals(new Verdict.Restart(2)));
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> alice.reports(bob, ConnectionState.FAILED).equals(GAVE_UP));
        assertThat(alice.statistics(bob).failures()).isEqualTo(3);
        assertThat(alice.statistics(bob).restarts()).isEqualTo(2);
        assertThat(alice.statistics(bob).state()).isEqualTo(SignalingState.FAILED);
        assertThat(alice.offer(bob)).isEqualTo(new Relayed.GaveUp());
        assertThat(alice.answer(bob)).isEqualTo(new Relayed.GaveUp());
        assertThat(bob.offer(alice)).as("counted per link").isEqualTo(new Relayed.Accepted());
        assertThat(alice.hears())
                .containsExactly(
                        "userJoined bob", "restart bob", "restart bob", "giveUp bob", "offer {}");
        assertThat(bob.hears()).isEmpty();
    }

    @Test
    void ofTwoSidesThatReportTheSameFailureOneRestarts() {
        Node node = node(new ShortWindows().restartCooldown(300).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(bob.reports(alice, ConnectionState.FAILED)).isEqualTo(new Verdict.Restart(1));
        assertThat(alice.reports(bob, ConnectionState.FAILED)).isEqualTo(NOTED);
        assertThat(alice.statistics(bob).failures()).isEqualTo(1);
        assertThat(alice.statistics(bob).restarts()).isZero();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() ->
                        alice.reports(bob, ConnectionState.FAILED).equals(new Verdict.Restart(1)));
    }

    private static int sweep(Node node) {
        return Node.get(node.store().nodes().sweep(node.id()));
    }

    @Test
    void anotherFailureWithinTheCoolDownIsRestartedWhenThatIsOver() {
        Node node = node(new ShortWindows().restartCooldown(400).build());
        Node other = node("n2", new ShortWindows().restartCooldown(400).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(alice.reports(bob, ConnectionState.FAILED)).isEqualTo(new Verdict.Restart(1));
        for (Peer peer : List.of(alice, bob)) {
            Peer opposite = peer == alice ? bob : alice;
            assertThat(peer.reports(opposite, ConnectionState.CONNECTING)).isEqualTo(NOTED);
            assertThat(peer.reports(opposite, ConnectionState.FAILED)).isEqualTo(NOTED);
        }
        long asked = Objects.requireNonNull(alice.statistics(bob).lastRestartAt());
        assertThat(alice.hears()).containsExactly("userJoined bob", "restart bob");
        assertThat(server.raw().hlen("hg:{room}:restarts")).as("of each side").isEqualTo(2);

        List<String> heard = new ArrayList<>();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    sweep(other);
                    heard.addAll(alice.hears());
                    heard.addAll(bob.hears());
                    return server.raw().exists("hg:{room}:restarts") == 0;
                });
        assertThat(heard).as("one side, once").hasSize(1).allMatch(it -> it.startsWith("restart"));
        Peer who = heard.getFirst().equals("restart bob") ? alice : bob;
        Peer opposite = who == alice ? bob : alice;
        assertThat(who.statistics(opposite).state()).isEqualTo(SignalingState.RESTARTING);
        assertThat(Objects.requireNonNull(who.statistics(opposite).lastRestartAt()))
                .isGreaterThanOrEqualTo(asked + 400);
        assertThat(who.reports(opposite, ConnectionState.FAILED))
                .as("restated, not one more")
                .isEqualTo(NOTED);
    }

    @Test
    void whatHasComeUpMeanwhileIsNotRestarted() {
        Node node = node(new ShortWindows().restartCooldown(200).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.reports(bob, ConnectionState.FAILED);
        alice.reports(bob, ConnectionState.CONNECTING);
        alice.reports(bob, ConnectionState.FAILED);
        alice.reports(bob, ConnectionState.CONNECTED);
        alice.hears();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    sweep(node);
                    return server.raw().exists("hg:{room}:restarts") == 0;
                });
        assertThat(alice.hears()).isEmpty();
    }

    @Test
    void whoNeverBeganToConnectIsNotAskedBesideTheOther() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(alice.reports(bob, ConnectionState.FAILED)).isEqualTo(new Verdict.Restart(1));
        assertThat(bob.reports(alice, ConnectionState.FAILED)).isEqualTo(NOTED);
        assertThat(server.raw().exists("hg:{room}:restarts")).isZero();
    }

    @Test
    void aRestartThatIsDueIsAskedOfWhoIsAwayThroughItsInbox() {
        Node node = node(new ShortWindows().restartCooldown(200).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.reports(bob, ConnectionState.FAILED);
        alice.reports(bob, ConnectionState.CONNECTING);
        alice.reports(bob, ConnectionState.FAILED);
        alice.loseConnection();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    sweep(node);
                    return server.raw().exists("hg:{room}:restarts") == 0;
                });
        assertThat(Hearing.words(alice.resumption(node, null).missed()))
                .containsExactly(
                        "connected alice",
                        "joined room []",
                        "userJoined bob",
                        "restart bob",
                        "restart bob");
    }

    @Test
    void connectedStartsOver() {
        Node node = node(new ShortWindows().restartCooldown(1).maxFailures(2).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.reports(bob, ConnectionState.FAILED);
        alice.reports(bob, ConnectionState.CONNECTING);
        assertThat(alice.reports(bob, ConnectionState.FAILED)).isEqualTo(GAVE_UP);
        assertThat(alice.offer(bob)).isEqualTo(new Relayed.GaveUp());
        assertThat(alice.reports(bob, ConnectionState.CONNECTED)).isEqualTo(NOTED);
        assertThat(alice.statistics(bob).state()).isEqualTo(SignalingState.CONNECTED);
        assertThat(alice.statistics(bob).failures()).isZero();
        assertThat(alice.statistics(bob).restarts()).isZero();
        assertThat(alice.offer(bob)).isEqualTo(new Relayed.Accepted());
    }

    @Test
    void oneFailureToldByTwoStatesCountsOnce() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.reports(bob, ConnectionState.CONNECTED);
        assertThat(alice.reports(bob, IceConnectionState.FAILED)).isEqualTo(new Verdict.Restart(1));
        assertThat(alice.reports(bob, ConnectionState.FAILED)).isEqualTo(NOTED);
        assertThat(
                        alice.reports(
                                bob,
                                new Report(
                                        ConnectionState.FAILED,
                                        IceConnectionState.FAILED,
                                        IceGatheringState.COMPLETE)))
                .isEqualTo(NOTED);
        assertThat(alice.statistics(bob).failures()).isEqualTo(1);
    }

    @Test
    void aFailureAfterAnotherStateIsANewOne() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(alice.reports(bob, ConnectionState.FAILED)).isEqualTo(new Verdict.Restart(1));
        assertThat(alice.reports(bob, new Report(null, null, IceGatheringState.GATHERING)))
                .isEqualTo(NOTED);
        assertThat(alice.reports(bob, ConnectionState.FAILED)).isEqualTo(NOTED);
        assertThat(alice.statistics(bob).failures()).as("gathering says nothing").isEqualTo(1);
        assertThat(alice.reports(bob, ConnectionState.CONNECTING)).isEqualTo(NOTED);
        assertThat(alice.reports(bob, ConnectionState.FAILED)).as("cool-down").isEqualTo(NOTED);
        assertThat(alice.statistics(bob).failures()).isEqualTo(2);
    }

    @Test
    void whereRestartsAreUsedUpBeforeFailuresItGivesUpToo() {
        Node node = node(new ShortWindows().restartCooldown(1).maxFailures(50).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        int[] restarts = {0};
        Awaitility.await()
                .pollInterval(Duration.ofMillis(5))
                .until(() -> {
                    Verdict verdict = alice.reports(bob, ConnectionState.FAILED);
                    restarts[0] += verdict instanceof Verdict.Restart ? 1 : 0;
                    return verdict.equals(GAVE_UP);
                });
        assertThat(restarts[0]).isEqualTo(Windows.DEFAULTS.maxRestarts());
        assertThat(alice.hears())
                .containsExactly("userJoined bob", "restart bob", "restart bob", "giveUp bob");
    }

    @Test
    void whatIsReportedIsShown() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(
                        alice.reports(
                                bob,
                                new Report(
                                        ConnectionState.CONNECTING,
                                        IceConnectionState.CHECKING,
                                        IceGatheringState.GATHERING)))
                .isEqualTo(NOTED);
        assertThat(alice.reports(bob, new Report(null, null, null))).isEqualTo(NOTED);
        var statistics = alice.statistics(bob);
        assertThat(statistics.connectionState()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(statistics.iceConnectionState()).isEqualTo(IceConnectionState.CHECKING);
        assertThat(statistics.iceGatheringState()).isEqualTo(IceGatheringState.GATHERING);
        assertThat(bob.statistics(alice).connectionState()).isNull();
    }

    @Test
    void onlyTheSessionThatHoldsTheSeatMayReport() {
        Node node = node();
        node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Peer olderPage = node.peer("room", "alice");
        assertThat(olderPage.reports(bob, ConnectionState.CONNECTED))
                .isEqualTo(new Verdict.NotSeated());
        assertThat(olderPage.statistics(bob).connectionState()).isNull();
    }
}
