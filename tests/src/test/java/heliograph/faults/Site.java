package heliograph.faults;

import heliograph.operation.EmbeddedRedis;
import heliograph.scenarios.GatewayProcess;
import io.lettuce.core.RedisClient;
import io.lettuce.core.api.StatefulRedisConnection;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Gateways as processes of their own, which can be killed, on one Redis, behind a round robin;
 * where asked, each with a cable of its own to Redis.
 */
final class Site implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(20);

    /**
     * Of thousands who knock at dead gateways somebody is away for longer than the default grace,
     * and what was said to somebody who has left since is taken back as promised.
     */
    static final Map<String, String> PATIENT = Map.of("SEAT_GRACE", "60000");

    private final @Nullable EmbeddedRedis redis;
    private final Map<String, String> environment;
    private final List<Cable> cables = new ArrayList<>();
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();
    private final HttpClient http = HttpClient.newHttpClient();

    /** Starts so many with these settings, beside what makes faults quick to see. */
    Site(int nodes, Map<String, String> settings) {
        this(nodes, settings, null);
    }

    /**
     * The same on this Redis, which stays the caller's, over a cable for each.
     *
     * @param server null for a private one without cables, or the one that REDIS_URL names
     */
    Site(int nodes, Map<String, String> settings, @Nullable RedisServer server) {
        redis = server == null && !settings.containsKey("REDIS_URL") ? startRedis() : null;
        environment = new HashMap<>(settings);
        environment.putIfAbsent("NODE_LEASE", "2000");
        environment.put("RATE_CANDIDATES", "1000000");
        environment.put("RATE_JOINS", "1000000");
        environment.put("RATE_DESCRIPTIONS", "1000000");
        environment.put("MAX_CANDIDATES", "10000");
        if (redis != null) {
            environment.put("REDIS_URL", redis.url().toString());
        }
        environment.put("PORT", "0");
        try {
            for (int i = 0; i < nodes; i++) {
                if (server != null) {
                    cables.add(new Cable(server.port()));
                }
                gateways.add(GatewayProcess.start(environment(i)));
            }
            gateways.forEach(gateway -> ports.add(gateway.port()));
        } catch (RuntimeException | Error e) {
            close();
            throw e;
        }
    }

    private static EmbeddedRedis startRedis() {
        try {
            return EmbeddedRedis.start(System.getenv("PATH"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Map<String, String> environment(int node) {
        Map<String, String> own = new HashMap<>(environment);
        if (!cables.isEmpty()) {
            own.put("REDIS_URL", "redis://127.0.0.1:" + cables.get(node).port());
        }
        return own;
    }

    /** Between a node and Redis. */
    Cable cable(int node) {
        return cables.get(node);
    }

    /** All of them. */
    List<Cable> cables() {
        return List.copyOf(cables);
    }

    /** How many gateways there are. */
    int nodes() {
        return gateways.size();
    }

    /** Where a node listens, or listened when it lived. */
    synchronized int port(int node) {
        return ports.get(node);
    }

    /** The status of a path of a node. */
    int status(int node, String path) {
        URI uri = URI.create("http://127.0.0.1:" + port(node) + path);
        try {
            return http.send(
                            HttpRequest.newBuilder(uri).timeout(END).build(),
                            HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** What a balancer without stickiness would do: the next node that lives. */
    synchronized int nextPort() {
        return ports.get(turn.getAndIncrement() % ports.size());
    }

    /** SIGKILL. */
    synchronized void kill(int node) {
        gateways.get(node).kill();
        gateways.get(node).ends(END);
    }

    /** SIGTERM, and waits for the end; meanwhile others connect. */
    void terminate(int node) {
        GatewayProcess going;
        synchronized (this) {
            going = gateways.get(node);
        }
        going.terminate();
        going.ends(END);
    }

    /** Another one in its place. */
    void replace(int node) {
        GatewayProcess next = GatewayProcess.start(environment(node));
        int port = next.port();
        synchronized (this) {
            gateways.set(node, next);
            ports.set(node, port);
        }
    }

    /** A figure of this node's /metrics. */
    double metric(int node, String name) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port(node) + "/metrics"))
                        .build();
        try {
            return http.send(request, HttpResponse.BodyHandlers.ofLines())
                    .body()
                    .filter(line -> line.startsWith(name + " "))
                    .mapToDouble(line -> Double.parseDouble(line.substring(name.length() + 1)))
                    .findFirst()
                    .orElseThrow();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    /** The names of the keys in Redis that match. */
    List<String> keys(String pattern) {
        RedisClient client = RedisClient.create(environment.get("REDIS_URL"));
        try (client;
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return connection.sync().keys(pattern);
        }
    }

    @Override
    public void close() {
        gateways.forEach(GatewayProcess::close);
        cables.forEach(Cable::close);
        http.close();
        if (redis != null) {
            redis.close();
        }
    }
}
