package heliograph.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the default lease of a node bears (docs/architecture.md). */
class PauseTest {
    private static final long PAUSE_MILLIS = 3_000;
    private static final Duration SOME_SWEEPS = Duration.ofSeconds(3);

    @Test
    void aPauseOfRedisCostsNobodyTheSeat() {
        String wish = "{\"roomId\":\"room\"}";
        try (Cluster cluster = Cluster.start(2, Map.of());
                Client alice = Protocol.PLAIN.connect(cluster.port(0), "alice");
                Client bob = Protocol.PLAIN.connect(cluster.port(1), "bob")) {
            alice.ask("joinRoom", wish);
            bob.ask("joinRoom", wish);
            alice.hears("userJoined");
            long begin = System.nanoTime();
            cluster.redis().clientPause(PAUSE_MILLIS);
            assertThat(cluster.redis().ping()).as("answered when the pause is over").isNotEmpty();
            assertThat(Duration.ofNanos(System.nanoTime() - begin))
                    .isGreaterThan(SOME_SWEEPS.dividedBy(2));
            await().during(SOME_SWEEPS)
                    .atMost(SOME_SWEEPS.plus(Client.DEADLINE))
                    .until(() -> alice.isOpen() && bob.isOpen());
            assertThat(alice.allHeard("userLeft")).isEmpty();
            assertThat(bob.allHeard("userLeft")).isEmpty();
            assertThat(
                            cluster.get(0, "alice", "/webrtc/rooms/room")
                                    .path("participantsCount")
                                    .asInt())
                    .isEqualTo(2);
        }
    }
}
