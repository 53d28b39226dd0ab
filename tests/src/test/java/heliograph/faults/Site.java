package heliograph.faults;

import heliograph.operation.EmbeddedRedis;
import heliograph.scenarios.GatewayProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** Gateways as processes of their own, which can be killed, on one Redis, behind a round robin. */
final class Site implements AutoCloseable {
    private static final Duration END = Duration.ofSeconds(20);

    private final EmbeddedRedis redis;
    private final Map<String, String> environment;
    private final List<GatewayProcess> gateways = new ArrayList<>();
    private final List<Integer> ports = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    /** Starts so many with these settings, beside what makes faults quick to see. */
    Site(int nodes, Map<String, String> settings) {
        try {
            redis = EmbeddedRedis.start(System.getenv("PATH"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        environment = new HashMap<>(settings);
        environment.putIfAbsent("NODE_LEASE", "2000");
        environment.put("RATE_CANDIDATES", "1000000");
        environment.put("RATE_JOINS", "1000000");
        environment.put("MAX_CANDIDATES", "10000");
        environment.putIfAbsent("REDIS_URL", redis.url().toString());
        environment.put("PORT", "0");
        // One after the other: several JVMs that start at once take longer, all of them.
        try {
            for (int i = 0; i < nodes; i++) {
                gateways.add(GatewayProcess.start(environment));
                ports.add(gateways.getLast().port());
            }
        } catch (RuntimeException | Error e) {
            close();
            throw e;
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

    /** SIGTERM, and waits for the end. */
    synchronized void terminate(int node) {
        gateways.get(node).terminate();
        gateways.get(node).ends(END);
    }

    /** Another one in its place. */
    void replace(int node) {
        GatewayProcess next = GatewayProcess.start(environment);
        int port = next.port();
        synchronized (this) {
            gateways.set(node, next);
            ports.set(node, port);
        }
    }

    String redisUrl() {
        return redis.url().toString();
    }

    @Override
    public void close() {
        gateways.forEach(GatewayProcess::close);
        redis.close();
    }
}
