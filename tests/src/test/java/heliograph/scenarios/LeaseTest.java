package heliograph.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Gateways whose leases have gone and that have not found it out by themselves yet. */
class LeaseTest {
    private static final byte[] NODES = "hg:nodes".getBytes(UTF_8);
    private static Cluster cluster;

    private final String room = "room-" + UUID.randomUUID();

    @BeforeAll
    static void start() {
        cluster = Cluster.start(2, Map.of());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private void join(Client client) {
        JsonNode answer = client.ask("joinRoom", "{\"roomId\":\"" + room + "\"}");
        assertThat(answer.path("roomId").asString()).as(answer.toString()).isEqualTo(room);
        assertThat(client.hears("joinedRoom").path("roomId").asString()).isEqualTo(room);
    }

    @ParameterizedTest
    @EnumSource
    void aClientMayJoinBecauseItsGatewayTakesANewLease(Protocol protocol) {
        try (Client alice = protocol.connect(cluster.port(0), "alice-" + room);
                Client bob = protocol.connect(cluster.port(1), "bob-" + room)) {
            cluster.redis().del(NODES);
            join(alice);
            join(bob);

            assertThat(cluster.redis().zcard(NODES)).isEqualTo(2);
            assertThat(alice.hears("userJoined").path("userId").asString()).isEqualTo(bob.user());
            alice.hasNotHeard("error", bob, room);
            bob.hasNotHeard("error", alice, room);
        }
    }
}
