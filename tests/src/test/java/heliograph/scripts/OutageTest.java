package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.state.Candidates;
import heliograph.state.Links.Relayed.Accepted;
import heliograph.state.Nodes;
import heliograph.state.Rooms;
import heliograph.state.StateStore;
import heliograph.state.StoreUnavailable;
import heliograph.state.Windows;
import heliograph.state.redis.RedisStateStore;
import io.lettuce.core.KillArgs;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A server that goes, comes back, or has forgotten its scripts. */
@ParameterizedClass(name = "{0}")
@MethodSource("heliograph.scripts.Servers#local")
class OutageTest extends ScriptTest {
    private static final Duration QUICKLY = Duration.ofSeconds(2);

    OutageTest(Server server) {
        super(server);
    }

    @Test
    void scriptsThatTheServerForgotAreSentAgain() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        for (int i = 0; i < 3; i++) {
            server.raw().scriptFlush();
            assertThat(alice.offer(bob)).isEqualTo(new Accepted());
            assertThat(alice.offer(bob)).isEqualTo(new Accepted());
        }
        assertThat(bob.hears()).hasSize(6);
    }

    /**
     * A call that is refused and sent once more can be overtaken by what its session said after it.
     */
    @Test
    void afterABreakTheServerKnowsTheScriptsBeforeTheFirstCall() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        server.raw().scriptFlush();
        server.raw().configResetstat();
        server.raw().clientKill(KillArgs.Builder.typeNormal().skipme());
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsMatching(StoreUnavailable.class::isInstance)
                .until(() -> alice.offer(bob).equals(new Accepted()));
        assertThat(server.raw().info("errorstats")).doesNotContain("NOSCRIPT");
    }

    /** What was published may be lost with it: only who was told yes can know. */
    @Test
    void afterABreakItIsFoundWhereTheServerLostWhatItHadAcknowledged() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        assertThat(alice.candidate(bob, "kept")).isInstanceOf(Candidates.Relayed.Accepted.class);
        assertThat(isForgetfulAfterABreak(node)).as("it is there").isFalse();

        alice.candidate(bob, "lost");
        String inbox = "hg:s:{" + bob.session().id() + "}:in";
        server.raw().xdel(inbox, bob.inbox().getLast().offset().toString());

        assertThat(isForgetfulAfterABreak(node)).as("it is lost").isTrue();
        assertThat(isForgetfulAfterABreak(node)).as("it was said").isFalse();
    }

    private boolean isForgetfulAfterABreak(Node node) {
        server.raw().clientKill(KillArgs.Builder.typeNormal().skipme());
        Nodes nodes = node.store().nodes();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(10))
                .ignoreExceptionsMatching(StoreUnavailable.class::isInstance)
                .until(() -> Node.get(nodes.renew(node.id())), Objects::nonNull);
        return Node.get(nodes.prove(node.id()))
                        instanceof Nodes.Proof.Heard(_, _, boolean forgetful)
                && forgetful;
    }

    @Test
    void healthSaysVersionAndClock() {
        var health = Node.get(node().store().health());
        assertThat(server.product()).endsWith(health.version());
        assertThat(health.clock())
                .isCloseTo(
                        System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        assertThat(health.roundTrip()).isPositive();
    }

    @Test
    void nothingAtTheAddressIsSaidAtOnce() throws Exception {
        String nowhere = "redis://127.0.0.1:" + RedisProcess.freePort();
        assertThatThrownBy(() ->
                        RedisStateStore.connect(
                                nowhere, Windows.DEFAULTS, QUICKLY, (_, _, _) -> {}))
                .isInstanceOf(StoreUnavailable.class);
    }

    @Test
    void aKilledServerMakesCallsFailQuicklyUntilItIsBack(@TempDir Path directory) throws Exception {
        String program = Objects.requireNonNull(server.program());
        RedisProcess redis =
                RedisProcess.start(
                        program, RedisProcess.freePort(), directory, "save \"\"\nappendonly no");
        AtomicBoolean observedFailure = new AtomicBoolean();
        Server own = new Server("own", redis.url(""), program);
        try (Node node =
                new Node(
                        own,
                        "n1",
                        Windows.DEFAULTS,
                        (_, _, succeeded) -> {
                            if (!succeeded) {
                                observedFailure.set(true);
                            }
                        })) {
            StateStore store = node.store();
            Peer alice = node.seated("room", "alice");
            redis.close();
            Awaitility.await()
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(10))
                    .ignoreExceptionsMatching(StoreUnavailable.class::isInstance)
                    .until(() -> failsQuickly(alice));
            assertThatThrownBy(() -> Node.get(store.health())).isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> Node.get(store.nodes().live()))
                    .isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> Node.get(store.nodes().sweep(node.id())))
                    .isInstanceOf(StoreUnavailable.class);
            assertThatThrownBy(() -> Node.get(store.rooms().list(0, 100)))
                    .isInstanceOf(StoreUnavailable.class);
            assertThat(observedFailure).isTrue();

            redis = redis.again();
            Peer newAlice =
                    Awaitility.await()
                            .atMost(Duration.ofSeconds(15))
                            .pollInterval(Duration.ofMillis(20))
                            .ignoreExceptionsMatching(StoreUnavailable.class::isInstance)
                            .until(() -> node.seated("room", "alice"), Objects::nonNull);
            assertThat(alice.join())
                    .as("her session was not written to the disk")
                    .isEqualTo(new Rooms.Joined.NoSession());
            Peer bob = node.peer("room", "bob");
            bob.sitDown();
            newAlice.offer(bob);
            Awaitility.await()
                    .ignoreExceptions()
                    .untilAsserted(() -> {
                        newAlice.offer(bob);
                        assertThat(bob.hears()).as("the channel is heard again").isNotEmpty();
                    });
        } finally {
            redis.close();
            own.disconnect();
        }
    }

    private static boolean failsQuickly(Peer peer) {
        long start = System.nanoTime();
        assertThatThrownBy(peer::leave).isInstanceOf(StoreUnavailable.class);
        return Duration.ofNanos(System.nanoTime() - start).compareTo(Duration.ofMillis(500)) < 0;
    }
}
