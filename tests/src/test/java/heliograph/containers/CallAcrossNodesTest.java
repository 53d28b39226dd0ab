package heliograph.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Two gateways that share one store and nothing else, whichever store it is. */
@DockerRequired
@ParameterizedClass
@EnumSource(Store.class)
class CallAcrossNodesTest {
    @Parameter private Store store = Store.REDIS;

    private final HttpClient http = HttpClient.newHttpClient();
    private Cluster cluster;

    @BeforeEach
    void start() {
        cluster = new Cluster(store, 2);
    }

    @AfterEach
    void stop() {
        cluster.close();
        http.close();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aCallIsSetUpAcrossTwoNodes(Protocol protocol) {
        Call call = new Call("lighthouse");
        try (Client alice = protocol.connect(http, cluster.node(1), "alice");
                Client bob = protocol.connect(http, cluster.node(2), "bob")) {
            call.join(alice);
            assertThat(call.join(bob).path("participants").path(0).path("userId").asString(""))
                    .isEqualTo("alice");
            assertThat(alice.hears("userJoined").path("userId").asString("")).isEqualTo("bob");

            call.setUp(alice, "alice", bob, "bob");

            bob.says("leaveRoom", Map.of("roomId", "lighthouse"));
            assertThat(alice.hears("userLeft").path("userId").asString("")).isEqualTo("bob");
        }
    }
}
