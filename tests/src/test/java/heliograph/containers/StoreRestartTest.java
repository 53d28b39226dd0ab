package heliograph.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.json.JsonMapper;

/** The store goes away and comes back with what it had written to its append-only file. */
@DockerRequired
class StoreRestartTest {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration RECOVERY = Duration.ofSeconds(45);

    private final HttpClient http = HttpClient.newHttpClient();

    @ParameterizedTest
    @EnumSource(Store.class)
    void theGatewaysComeBackByThemselvesAndKnowTheRoomsOfBefore(Store store) throws Exception {
        try (Cluster cluster = new Cluster(store, 2)) {
            String room = createRoom(cluster.node(1));

            cluster.restartStore();

            await().atMost(RECOVERY)
                    .untilAsserted(() -> {
                        for (int node = 1; node <= 2; node++) {
                            assertThat(status(cluster.node(node), "/readyz")).isEqualTo(200);
                            assertThat(status(cluster.node(node), "/webrtc/rooms/" + room))
                                    .isEqualTo(200);
                        }
                    });
        }
    }

    @Test
    void whoCalledBeforeCallsAgainAndNewCallsAreSetUp() {
        Call before = new Call("lighthouse");
        try (Cluster cluster = new Cluster(Store.REDIS, 2)) {
            PlainPeer alice = new PlainPeer(cluster.node(1), "alice");
            PlainPeer bob = new PlainPeer(cluster.node(2), "bob");
            before.join(alice);
            before.join(bob);
            before.setUp(alice, "alice", bob, "bob");

            cluster.restartStore();
            callEventually(cluster, "semaphore");

            try (PlainPeer aliceNow = present(alice, cluster.node(1), "alice");
                    PlainPeer bobNow = present(bob, cluster.node(2), "bob")) {
                before.join(aliceNow);
                before.join(bobNow);
                before.offer(aliceNow, "alice", bobNow, "bob", 11);
                before.answer(bobNow, "bob", aliceNow, "alice", 11);
            }
        }
    }

    /**
     * Two newcomers try until they are through: how long the gateways need is not promised to the
     * instant.
     */
    private void callEventually(Cluster cluster, String room) {
        Call call = new Call(room);
        await().atMost(RECOVERY)
                .untilAsserted(() -> {
                    try (Client carol = new PlainPeer(cluster.node(1), "carol");
                            Client dave = new PlainPeer(cluster.node(2), "dave")) {
                        call.join(carol);
                        call.join(dave);
                        call.setUp(carol, "carol", dave, "dave");
                    }
                });
    }

    /** The client as it is where its connection has lasted, else one that has come back. */
    private PlainPeer present(PlainPeer client, URI node, String userId) {
        return client.isClosed() ? new PlainPeer(node, userId) : client;
    }

    private String createRoom(URI node) throws IOException, InterruptedException {
        var answer =
                http.send(
                        request(node, "/webrtc/rooms")
                                .header("Content-Type", "application/json")
                                .POST(HttpRequest.BodyPublishers.ofString("{\"name\":\"Watch\"}"))
                                .build(),
                        BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return JSON.readTree(answer.body()).path("id").asString();
    }

    private int status(URI node, String path) throws IOException, InterruptedException {
        return http.send(request(node, path).build(), BodyHandlers.discarding()).statusCode();
    }

    private static HttpRequest.Builder request(URI node, String path) {
        return HttpRequest.newBuilder(node.resolve(path))
                .timeout(Client.PATIENCE)
                .header("Authorization", "Bearer " + Tokens.of("alice"));
    }
}
