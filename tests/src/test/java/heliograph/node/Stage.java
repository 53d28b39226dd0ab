package heliograph.node;

import heliograph.scenarios.Cluster;
import heliograph.scenarios.Jwt;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** Gateways that ask for tokens, and one Node process with the pages' clients. */
final class Stage implements AutoCloseable {
    /** How long a lost connection keeps its seat here: as long as a client needs to come back. */
    static final Duration SEAT_GRACE = Duration.ofSeconds(3);

    private final Cluster cluster;
    private final SocketIoClients clients = SocketIoClients.start();

    private Stage(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Two nodes with windows short enough to wait for. */
    static Stage open() {
        return new Stage(
                Cluster.start(
                        2,
                        Map.of(
                                "JWT_SECRET",
                                Jwt.SECRET,
                                "HOST",
                                "127.0.0.1",
                                "RESTART_COOLDOWN",
                                "300",
                                "SEAT_GRACE",
                                String.valueOf(SEAT_GRACE.toMillis()))));
    }

    /** Every version of the library, with both users on one node and on two. */
    static Stream<Arguments> settings() {
        return SocketIoClients.VERSIONS.stream()
                .flatMap(version -> Stream.of(1, 2).map(nodes -> Arguments.of(version, nodes)));
    }

    Cluster cluster() {
        return cluster;
    }

    URI url(int node) {
        return URI.create("http://127.0.0.1:" + cluster.port(node));
    }

    static String newUser(String name) {
        return name + "-" + UUID.randomUUID();
    }

    static String token(String user) {
        return Jwt.of(Map.of("sub", user, "name", user), Duration.ofHours(1));
    }

    /** A user's page, connected. */
    SocketIoClient enter(String user, String version, int node) {
        return enter(user, version, node, Map.of());
    }

    /** A user's page with options of its own, connected. */
    SocketIoClient enter(String user, String version, int node, Map<String, ?> more) {
        SocketIoClient client = knock(user, version, node, token(user), more);
        client.connects();
        return client;
    }

    /** A page that presents this token; whether it is let in is the test's question. */
    SocketIoClient knock(String user, String version, int node, String token, Map<String, ?> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("auth", Map.of("token", token));
        options.putIfAbsent("transports", List.of("websocket"));
        options.putIfAbsent("reconnectionDelay", 50);
        // One user may have several pages: what a client is called must differ.
        return clients.open(user + "/" + UUID.randomUUID(), version, url(node), "/webrtc", options);
    }

    @Override
    public void close() {
        clients.close();
        cluster.close();
    }
}
