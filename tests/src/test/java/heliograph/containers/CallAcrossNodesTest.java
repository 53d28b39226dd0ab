package heliograph.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two gateways that share one store and nothing else, whichever store it is. */
@DockerRequired
@ParameterizedClass
@EnumSource(Store.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CallAcrossNodesTest {
    @SuppressWarnings("NullAway.Init") // there from the start of an invocation to its end
    private Cluster cluster;

    @Parameter private Store store = Store.REDIS;

    @BeforeParameterizedClassInvocation
    void start() {
        cluster = new Cluster(store, 2);
    }

    @AfterParameterizedClassInvocation
    void stop() {
        cluster.close();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aCallIsSetUpAcrossTwoNodes(Protocol protocol) {
        String room = "lighthouse-" + protocol;
        Call call = new Call(room);
        try (Client alice = protocol.connect(cluster.node(1), "alice");
                Client bob = protocol.connect(cluster.node(2), "bob")) {
            call.join(alice);
            assertThat(call.join(bob).path("participants").path(0).path("userId").asString(""))
                    .isEqualTo("alice");
            assertThat(alice.hears("userJoined").path("userId").asString("")).isEqualTo("bob");

            call.setUp(alice, "alice", bob, "bob");

            bob.says("leaveRoom", Map.of("roomId", room));
            assertThat(alice.hears("userLeft").path("userId").asString("")).isEqualTo("bob");
        }
    }
}
