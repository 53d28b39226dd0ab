package heliograph.scenarios;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.Gateway;
import heliograph.GatewayConfig;
import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import heliograph.operation.EmbeddedRedis;
import heliograph.state.StoreUnavailable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** What the people who run it see: health, metrics, starts that fail, stops, kills. */
class OperationTest {
    private static final Duration STOP = Duration.ofSeconds(5);

    @TempDir private Path directory;
    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final String wish = "{\"roomId\":\"" + room + "\"}";

    private static HttpResponse<String> get(int port, String path) {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).build();
        try (HttpClient http = HttpClient.newHttpClient()) {
            return http.send(request, BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private String offer(String more) {
        return "{\"roomId\":\"%s\",\"targetUserId\":\"%s\",\"sdp\":\"v=0\"%s}"
                .formatted(room, bob, more);
    }

    /** The Redis that is bundled, so that none must be installed. */
    private Path program() throws IOException {
        Path copy = directory.resolve("redis-server");
        if (!Files.exists(copy)) {
            try (EmbeddedRedis bundled = EmbeddedRedis.start("")) {
                Files.copy(Path.of(bundled.program()), copy, StandardCopyOption.COPY_ATTRIBUTES);
            }
        }
        return copy;
    }

    /** A Redis that comes back where it was. */
    private Process redis(int port) {
        try {
            return new ProcessBuilder(
                            program().toString(),
                            "--bind",
                            "127.0.0.1",
                            "--port",
                            "" + port,
                            "--save",
                            "",
                            "--dir",
                            directory.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(directory.resolve("redis.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    private static void readinessBecomes(int status, Gateway gateway) {
        await().atMost(Duration.ofSeconds(30))
                .untilAsserted(() ->
                        assertThat(get(gateway.port(), "/readyz").statusCode()).isEqualTo(status));
    }

    private static Gateway gatewayOn(Map<String, String> environment) {
        // The server may still be loading; a gateway that finds none refuses to start.
        return await().atMost(Client.DEADLINE)
                .ignoreExceptionsInstanceOf(StoreUnavailable.class)
                .until(
                        () -> Gateway.start(GatewayConfig.from(environment), environment),
                        _ -> true);
    }

    @Test
    void whileRedisIsAwayItLivesIsNotReadyAndSaysSoAndComesBackByItself() throws IOException {
        int port = freePort();
        Map<String, String> environment =
                Map.of(
                        "PORT", "0",
                        "REDIS_URL", "redis://127.0.0.1:" + port,
                        "REDIS_TIMEOUT", "1000");
        Process redis = redis(port);
        Process again = null;
        try (Gateway gateway = gatewayOn(environment);
                Client plain = Protocol.PLAIN.connect(gateway.port(), alice);
                Client socketIo = Protocol.SOCKET_IO.connect(gateway.port(), bob)) {
            readinessBecomes(200, gateway);
            plain.ask("joinRoom", wish);
            socketIo.ask("joinRoom", wish);

            redis.destroyForcibly();
            readinessBecomes(503, gateway);
            assertThat(get(gateway.port(), "/livez").statusCode()).isEqualTo(200);
            long asked = System.nanoTime();
            JsonNode refused = plain.ask("offer", offer(",\"sequence\":1"));
            assertThat(TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked))
                    .as("milliseconds to the answer, of which Redis may take 1000")
                    .isLessThan(2_000);
            assertThat(refused.path("reason").asString()).isEqualTo("unavailable");
            assertThat(plain.hears("error").path("code").asString()).isEqualTo("UNAVAILABLE");
            assertThat(socketIo.ask("joinRoom", wish).path("code").asString())
                    .isEqualTo("UNAVAILABLE");
            assertThat(plain.isOpen()).isTrue();
            assertThat(socketIo.isOpen()).isTrue();

            again = redis(port);
            readinessBecomes(200, gateway);
            // It kept nothing on disk: everyone connects again and is told so.
            assertThat(plain.isClosed().code()).isEqualTo(4005);
            socketIo.isClosed();
            try (Client plainAgain = plain.resumeWhenPossible(gateway.port());
                    Client socketIoAgain = socketIo.resumeWhenPossible(gateway.port())) {
                plainAgain.hears("stateReset");
                socketIoAgain.hears("stateReset");
                assertThat(plainAgain.ask("joinRoom", wish).has("totalParticipants")).isTrue();
                assertThat(socketIoAgain.ask("joinRoom", wish).has("totalParticipants")).isTrue();
                assertThat(plainAgain.ask("offer", offer("")).path("success").asBoolean()).isTrue();
                socketIoAgain.hears("offer");
            }
        } finally {
            redis.destroyForcibly();
            if (again != null) {
                again.destroyForcibly();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"/livez", "/readyz", "/metrics"})
    void whatIsForOperatorsIsAtItsPathAndNotBelow(String path) {
        try (Cluster cluster = Cluster.start(1, Map.of())) {
            assertThat(get(cluster.port(0), path).statusCode()).isEqualTo(200);
            for (String other : List.of(path + "/", path + "/x", path.toUpperCase(Locale.ROOT))) {
                assertThat(get(cluster.port(0), other).statusCode()).as(other).isEqualTo(404);
            }
        }
    }

    @Test
    void metricsShowConnectionsEventsDuplicatesAndScripts() {
        try (Cluster cluster = Cluster.start(1, Map.of());
                Client plain = Protocol.PLAIN.connect(cluster.port(0), alice);
                Client socketIo = Protocol.SOCKET_IO.connect(cluster.port(0), bob)) {
            plain.ask("joinRoom", wish);
            socketIo.ask("joinRoom", wish);
            plain.ask("offer", offer(",\"sequence\":1"));
            plain.ask("offer", offer(",\"sequence\":1"));

            await().atMost(Client.DEADLINE)
                    .untilAsserted(() -> {
                        String metrics = get(cluster.port(0), "/metrics").body();
                        assertThat(metrics.lines())
                                .contains(
                                        "heliograph_connections{protocol=\"plain\"} 1.0",
                                        "heliograph_connections{protocol=\"socketio\"} 1.0",
                                        "heliograph_events_total{event=\"offer\",outcome=\"accepted\"}"
                                            + " 1.0",
                                        "heliograph_events_total{event=\"offer\",outcome=\"duplicate\"}"
                                            + " 1.0",
                                        "heliograph_duplicates_total{event=\"offer\"} 1.0",
                                        "heliograph_script_seconds_count{outcome=\"answered\",script=\"relay_offer\"}"
                                            + " 2");
                    });
        }
    }

    @Test
    void aWrongVariableEndsTheStartAndIsNamed() {
        try (GatewayProcess gateway =
                GatewayProcess.start(Map.of("PORT", "0", "PING_INTERVAL", "soon"))) {
            assertThat(gateway.ends(Duration.ofSeconds(30))).isEqualTo(78); // EX_CONFIG
            await().atMost(Client.DEADLINE)
                    .untilAsserted(() -> assertThat(gateway.said()).contains("PING_INTERVAL"));
        }
    }

    @Test
    void aTerminatedGatewayEndsWithAllItsChildren() {
        try (GatewayProcess gateway =
                GatewayProcess.start(Map.of("PORT", "0", "STOP_TIMEOUT", "" + STOP.toMillis()))) {
            Client client = Protocol.PLAIN.connect(gateway.port(), alice);
            client.ask("joinRoom", wish);
            List<ProcessHandle> children = gateway.children();
            assertThat(children).as("the private Redis").isNotEmpty();

            gateway.terminate();

            assertThat(client.isClosed().code()).isEqualTo(1012);
            assertThat(gateway.ends(STOP)).isEqualTo(143); // 128 + SIGTERM
            assertThat(children).noneMatch(ProcessHandle::isAlive);
        }
    }

    @Test
    void allThatAStopWaitsForHasOneDeadline() throws Exception {
        int port = freePort();
        Process redis = redis(port);
        Map<String, String> environment =
                Map.of(
                        "PORT", "0",
                        "REDIS_URL", "redis://127.0.0.1:" + port,
                        "STOP_TIMEOUT", "" + STOP.toMillis());
        gatewayOn(environment).close();
        try (GatewayProcess gateway = GatewayProcess.start(environment);
                Client client = Protocol.PLAIN.connect(gateway.port(), alice);
                Socket request = new Socket(InetAddress.getLoopbackAddress(), gateway.port())) {
            client.ask("joinRoom", wish);
            // A request that does not end, and a Redis that cannot be told of the seat.
            request.getOutputStream()
                    .write(
                            "POST /webrtc/rooms HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n"
                                    .getBytes(US_ASCII));
            signal("STOP", redis);

            long asked = System.nanoTime();
            gateway.terminate();
            assertThat(client.isClosed().code()).isEqualTo(1012);
            assertThat(gateway.ends(STOP.multipliedBy(3))).isEqualTo(143);
            assertThat(Duration.ofNanos(System.nanoTime() - asked)).isLessThan(STOP.plusSeconds(3));
        } finally {
            redis.destroyForcibly();
        }
    }

    private static void signal(String name, Process process) throws Exception {
        assertThat(new ProcessBuilder("kill", "-" + name, "" + process.pid()).start().waitFor())
                .isZero();
    }

    @Test
    void aKilledGatewayLeavesNoRedis() {
        try (GatewayProcess gateway = GatewayProcess.start(Map.of("PORT", "0"))) {
            gateway.port();
            List<ProcessHandle> children = gateway.children();
            assertThat(children).as("the private Redis").isNotEmpty();

            gateway.kill();

            await().atMost(Client.DEADLINE)
                    .untilAsserted(() -> assertThat(children).noneMatch(ProcessHandle::isAlive));
        }
    }
}
