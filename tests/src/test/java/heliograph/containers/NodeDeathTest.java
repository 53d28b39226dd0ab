package heliograph.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** A node that dies in the middle of a call, without a word. */
@DockerRequired
class NodeDeathTest {
    /** What may come on top of the lease: the survivors' round, and a busy machine. */
    private static final Duration ROUND = Duration.ofSeconds(5);

    @Test
    void thePeerHearsOneUserLeftAfterLeaseAndGraceAndTheCallGoesOnOverTheOtherNode() {
        Call call = new Call("lighthouse");
        try (Cluster cluster = new Cluster(Store.REDIS, 2);
                Client alice = Protocol.PLAIN.connect(cluster.node(1), "alice")) {
            call.join(alice);
            try (Client bob = Protocol.PLAIN.connect(cluster.node(2), "bob")) {
                call.join(bob);
                call.setUp(alice, "alice", bob, "bob");

                cluster.kill(2);
                Instant killed = Instant.now();
                JsonNode left = alice.hears("userLeft");

                assertThat(left.path("userId").asString("")).isEqualTo("bob");
                assertThat(Duration.between(killed, Instant.now()))
                        .isLessThan(Cluster.LEASE.plus(Cluster.GRACE).plus(ROUND));
            }

            try (Client bob = Protocol.PLAIN.connect(cluster.node(1), "bob")) {
                call.join(bob);
                call.offer(bob, "bob", alice, "alice", 1);
                call.answer(alice, "alice", bob, "bob", 2);
            }
            List<JsonNode> departures = alice.heardSoFar("userLeft");
            assertThat(departures).as("departures that alice heard of").hasSize(1);
        }
    }
}
