package heliograph.bench;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis and some gateways of this run's own, on free loopback ports, ended with it. Gateways run
 * in dev mode or with the run's JWT secret, and with rate limits out of the way: they are per user,
 * and here every user works for thousands.
 */
final class Rig implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofMinutes(2); // a first start may build
    private static final Duration GRACE = Duration.ofSeconds(10);
    private static final String NO_LIMIT = "1000000";

    private final LoadOptions options;
    private final Progress progress;
    private final PrivateRedis redis;
    private final List<Process> gateways = new ArrayList<>();
    private final List<Node> nodes = new ArrayList<>();
    private final Thread whenInterrupted = new Thread(this::endAll, "bench-cleanup");

    /**
     * Starts the Redis; the gateways follow by {@link #startGateways}.
     *
     * @throws RunFailed if there is no {@code redis-server}
     */
    Rig(LoadOptions options, Progress progress) throws RunFailed, InterruptedException {
        this.options = options;
        this.progress = progress;
        this.redis = new PrivateRedis(options.aof());
        Runtime.getRuntime().addShutdownHook(whenInterrupted);
    }

    /**
     * Starts the gateways, one after the other, and waits until each is ready.
     *
     * @throws RunFailed if one is not ready in time
     */
    Target startGateways() throws RunFailed, InterruptedException {
        try (HttpClient http = HttpClient.newHttpClient()) {
            for (int i = 1; i <= options.withNodes(); i++) {
                Node node = reserveNode();
                Process gateway = startGateway(node, "node-" + i);
                gateways.add(gateway);
                awaitReady(http, node, gateway);
                progress.say("node " + i + " at " + node.authority() + ", pid " + gateway.pid());
            }
        } catch (IOException e) {
            throw new RunFailed("cannot start a gateway: " + e.getMessage(), e);
        }
        return target();
    }

    /** The nodes so far, with every process that serves them. */
    Target target() {
        List<Long> servers =
                gateways.stream()
                        .flatMap(process ->
                                Stream.concat(Stream.of(process.toHandle()), process.descendants()))
                        .map(ProcessHandle::pid)
                        .toList();
        return new Target(List.copyOf(nodes), servers, List.of(redis.pid()));
    }

    /** A free port for one more gateway. */
    Node reserveNode() throws RunFailed {
        try {
            Node node = new Node("127.0.0.1", PrivateRedis.freePort());
            nodes.add(node);
            return node;
        } catch (IOException e) {
            throw new RunFailed("no free port: " + e.getMessage(), e);
        }
    }

    /** Starts one gateway and waits for nothing. */
    Process startGateway(Node node, String name) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command());
        Map<String, String> environment = builder.environment();
        environment.put("PORT", Integer.toString(node.port()));
        environment.put("REDIS_URL", redis.url());
        environment.put("RATE_JOINS", NO_LIMIT);
        environment.put("RATE_DESCRIPTIONS", NO_LIMIT);
        environment.put("RATE_CANDIDATES", NO_LIMIT);
        if (options.jwtSecret() != null) {
            environment.put("JWT_SECRET", options.jwtSecret());
        }
        @Nullable Path profile = options.profile();
        if (profile != null) {
            Files.createDirectories(profile);
            environment.put(
                    "JAVA_TOOL_OPTIONS",
                    "-XX:StartFlightRecording:settings=profile,dumponexit=true,filename="
                            + profile.resolve(name + ".jfr").toAbsolutePath());
        }
        File log = redis.directory().resolve(name + ".log").toFile();
        return builder.redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log))
                .start();
    }

    private List<String> command() {
        @Nullable String command = options.command();
        if (command != null) {
            return List.of("sh", "-c", command);
        }
        return List.of(
                Path.of(System.getProperty("heliograph.root", "."), "bin/heliograph").toString());
    }

    private void awaitReady(HttpClient http, Node node, Process gateway)
            throws RunFailed, InterruptedException {
        HttpRequest ready =
                HttpRequest.newBuilder(URI.create("http://" + node.authority() + "/readyz"))
                        .timeout(Duration.ofSeconds(5))
                        .build();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                if (http.send(ready, HttpResponse.BodyHandlers.discarding()).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // Nobody listens yet.
            }
            if (!gateway.isAlive() || System.nanoTime() > deadline) {
                throw new RunFailed("a gateway is not ready; its log:\n" + lastLines());
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private String lastLines() {
        try {
            List<String> lines =
                    Files.readAllLines(
                            redis.directory().resolve("node-" + gateways.size() + ".log"));
            return String.join("\n", lines.subList(Math.max(0, lines.size() - 20), lines.size()));
        } catch (IOException e) {
            return "none: " + e.getMessage();
        }
    }

    /** Ends a process and what it started, by SIGTERM first. */
    static void end(Process process) {
        List<ProcessHandle> all =
                Stream.concat(Stream.of(process.toHandle()), process.descendants()).toList();
        all.forEach(ProcessHandle::destroy);
        try {
            if (!process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS)) {
                all.forEach(ProcessHandle::destroyForcibly);
                process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            all.forEach(ProcessHandle::destroyForcibly);
            Thread.currentThread().interrupt();
        }
    }

    private void endAll() {
        gateways.forEach(Rig::end);
        redis.close();
    }

    @Override
    public void close() {
        endAll();
        Runtime.getRuntime().removeShutdownHook(whenInterrupted);
    }
}
