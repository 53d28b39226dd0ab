package heliograph.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.operation.EmbeddedRedis;
import heliograph.protocol.CloseReason;
import heliograph.protocol.Profile;
import heliograph.state.Entry.Said;
import heliograph.state.NodeId;
import heliograph.state.Offset;
import heliograph.state.RoomId;
import heliograph.state.StateStore;
import heliograph.state.UserId;
import heliograph.state.Windows;
import heliograph.state.redis.RedisStateStore;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Joins at a node whose lease has ended, on a real Redis; no timer beats here. */
class AttendanceTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final int MAX_IN_FLIGHT = 8;

    private final NodeId node = new NodeId("node-1");
    private final NodeId other = new NodeId("node-2");
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private EmbeddedRedis redis;
    private StateStore store;
    private Heartbeat heartbeat;
    private Sessions sessions;
    private Entrance entrance;
    private Switchboard switchboard;

    @BeforeEach
    void start() throws IOException {
        redis = EmbeddedRedis.start(System.getenv("PATH"));
        store =
                RedisStateStore.connect(
                        redis.url().toString(),
                        Windows.DEFAULTS,
                        Duration.ofSeconds(10),
                        (_, _, _) -> {});
        Clock clock = Clock.systemUTC();
        Tally tally = new NoTally();
        sessions = new Sessions(store.inboxes(), timer, clock, tally);
        Departures departures = new Departures(store.rooms(), store.inboxes(), timer);
        entrance =
                new Entrance(
                        store.inboxes(),
                        node,
                        departures,
                        true,
                        () -> UUID.randomUUID().toString(),
                        tally);
        heartbeat = new Heartbeat(store.nodes(), node, sessions, timer, Duration.ofMinutes(1));
        switchboard =
                new Switchboard(
                        store, node, sessions, departures, heartbeat, MAX_IN_FLIGHT, tally, clock);
        await(store.nodes().listen(node, new Delivery(sessions, clock)));
        await(store.nodes().renew(node));
    }

    @AfterEach
    void stop() {
        heartbeat.close();
        timer.shutdownNow();
        store.close();
        redis.close();
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().orTimeout(10, TimeUnit.SECONDS).join();
    }

    /** One user on a connection; what it hears, in order. */
    private final class Client implements Outlet {
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final Session session;

        Client(String user) {
            Profile profile = new Profile(new UserId(user), null, null, null, null);
            session =
                    sessions.open(
                            await(entrance.enter(profile, Optional.empty())),
                            profile,
                            this,
                            Optional.empty());
        }

        JsonNode joins(String room) {
            CompletableFuture<String> answer = new CompletableFuture<>();
            switchboard.receive(
                    session, "joinRoom", "{\"roomId\":\"" + room + "\"}", answer::complete);
            return JSON.readTree(await(answer));
        }

        void hears(String... events) {
            Awaitility.await().untilAsserted(() -> assertThat(heard).containsExactly(events));
        }

        @Override
        public Protocol protocol() {
            return Protocol.PLAIN;
        }

        @Override
        public long queuedBytes() {
            return 0;
        }

        @Override
        public void send(Said said, Offset offset) {
            heard.add(said.event());
        }

        @Override
        public void close(CloseReason reason) {
            heard.add("close: " + reason);
        }
    }

    private static final class NoTally implements Tally {
        @Override
        public void count(String event, String outcome) {}

        @Override
        public void connected(Outlet.Protocol protocol) {}

        @Override
        public void disconnected(Outlet.Protocol protocol) {}
    }

    @Test
    void whoJoinsWhereTheLeaseWasLostGetsASeatAndWhoHadOneConnectsAgain() {
        Client alice = new Client("alice");
        alice.joins("old");
        Client bob = new Client("bob");
        await(store.nodes().release(node));
        await(store.nodes().sweep(other));

        assertThat(bob.joins("new").path("roomId").asString()).isEqualTo("new");
        bob.hears("connected", "joinedRoom");
        alice.hears("connected", "joinedRoom", "close: RESUME");
        assertThat(await(store.nodes().live())).containsExactly(node);
        await(store.nodes().sweep(other));
        assertThat(await(store.rooms().participants(new RoomId("new"))))
                .singleElement()
                .satisfies(seat -> assertThat(seat.present()).isTrue());
    }

    @Test
    void whoseSeatWasLostWithTheLeaseConnectsAgainAndHasTheNewSeatToo() {
        Client alice = new Client("alice");
        alice.joins("old");
        await(store.nodes().release(node));
        await(store.nodes().sweep(other));

        assertThat(alice.joins("new").path("roomId").asString()).isEqualTo("new");
        alice.hears("connected", "joinedRoom", "close: RESUME", "joinedRoom");
        assertThat(alice.session.end(Departures.How.LOST))
                .as("seats that are kept for its return")
                .containsExactlyInAnyOrder(new RoomId("old"), new RoomId("new"));
    }

    @Test
    void aLeaseWhoseEndNobodyNoticedIsTakenAgainAndNobodyIsDisturbed() {
        Client alice = new Client("alice");
        alice.joins("old");
        await(store.nodes().release(node));

        assertThat(alice.joins("new").path("roomId").asString()).isEqualTo("new");
        alice.hears("connected", "joinedRoom", "joinedRoom");
        assertThat(await(store.nodes().live())).containsExactly(node);
    }

    @Test
    void aNodeThatStopsTakesNoLeaseForAJoin() {
        Client alice = new Client("alice");
        heartbeat.close();
        await(store.nodes().release(node));

        JsonNode answer = alice.joins("room");
        assertThat(answer.path("success").asBoolean(true)).isFalse();
        assertThat(answer.path("code").asString()).isEqualTo("UNAVAILABLE");
        alice.hears("connected", "error");
        assertThat(await(store.nodes().live())).isEmpty();
        assertThat(await(store.rooms().participants(new RoomId("room")))).isEmpty();
    }
}
