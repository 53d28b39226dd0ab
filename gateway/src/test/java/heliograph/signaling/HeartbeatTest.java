package heliograph.signaling;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.engineio.Timers;
import heliograph.state.Inboxes;
import heliograph.state.NodeId;
import heliograph.state.Nodes;
import heliograph.state.StoreUnavailable;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** When a node judges others. */
class HeartbeatTest {
    private static final Duration LEASE = Duration.ofMillis(900);

    private final AtomicBoolean redisIsAway = new AtomicBoolean();
    private final AtomicLong renewedAt = new AtomicLong();
    private final AtomicLong sweptAt = new AtomicLong();

    /** A store of which nothing but leases and sweeps is asked. */
    private <T> T store(Class<T> door) {
        return door.cast(
                Proxy.newProxyInstance(
                        door.getClassLoader(),
                        new Class<?>[] {door},
                        (_, method, _) ->
                                switch (method.getName()) {
                                    case "renew" -> renew();
                                    case "sweep" -> {
                                        sweptAt.compareAndSet(0, System.nanoTime());
                                        yield CompletableFuture.completedFuture(0);
                                    }
                                    default -> throw new AssertionError(method);
                                }));
    }

    private CompletableFuture<Nodes.Beat> renew() {
        if (redisIsAway.get()) {
            return CompletableFuture.failedFuture(new StoreUnavailable("away", null));
        }
        renewedAt.compareAndSet(0, System.nanoTime());
        return CompletableFuture.completedFuture(new Nodes.Beat(Nodes.Lease.HELD, "epoch"));
    }

    @Test
    void whoWasCutOffFromRedisLeavesTheOthersAloneForALease() {
        ScheduledExecutorService timer = Timers.create("heartbeat-test");
        Sessions sessions =
                new Sessions(store(Inboxes.class), timer, Clock.systemUTC(), new SilentTally());
        try (Heartbeat heartbeat =
                new Heartbeat(store(Nodes.class), new NodeId("n"), sessions, timer, LEASE)) {
            redisIsAway.set(true);
            heartbeat.start();
            Awaitility.await().until(() -> !heartbeat.storeAnswers());
            renewedAt.set(0);
            sweptAt.set(0);
            redisIsAway.set(false);
            Awaitility.await().until(() -> sweptAt.get() != 0);
            assertThat(Duration.ofNanos(sweptAt.get() - renewedAt.get()))
                    .isGreaterThanOrEqualTo(LEASE);
        } finally {
            timer.shutdownNow();
        }
    }

    private static final class SilentTally implements Tally {
        @Override
        public void count(String event, String outcome) {}

        @Override
        public void connected(Outlet.Protocol protocol) {}

        @Override
        public void disconnected(Outlet.Protocol protocol) {}
    }
}
