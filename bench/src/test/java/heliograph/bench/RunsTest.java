package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whole runs against a small gateway of the test's own, well-behaved and not. */
class RunsTest {
    private final Progress quiet = new Progress(new PrintStream(new ByteArrayOutputStream()));
    private final Tally tally = new Tally();
    private final Latencies latencies = new Latencies();

    private static LoadOptions options(
            LoadOptions.Mode mode, Protocol protocol, RelayServer server, String... more) {
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "--protocol",
                                protocol.name(),
                                "--nodes",
                                "ws://" + server.node().authority()));
        arguments.addAll(Arrays.asList(more));
        return LoadOptions.parse(mode, arguments);
    }

    private Report closed(Protocol protocol, RelayServer server) throws Exception {
        LoadOptions options =
                options(
                        LoadOptions.Mode.CLOSED,
                        protocol,
                        server,
                        "--pairs",
                        "3",
                        "--warm-up",
                        "0",
                        "--seconds",
                        "1");
        Target target = new Target(options.nodes(), List.of(), List.of());
        return new SignalRun(options, target, new ClosedPace(1, latencies), tally, latencies, quiet)
                .run();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void everySignalIsCountedAtItsReceiver(Protocol protocol) throws Exception {
        try (RelayServer server = new RelayServer(0, RelayServer.Mischief.NONE)) {
            Report report = closed(protocol, server);

            assertThat(report.clean()).as(report.json()).isTrue();
            assertThat(report.fields())
                    .containsEntry("lost", 0L)
                    .containsEntry("errors", Map.of())
                    .containsKeys("signalsPerSecond", "cpuSecondsPer100k", "latencyMs");
            assertThat(report.fields().get("signals"))
                    .asInstanceOf(InstanceOfAssertFactories.LONG)
                    .isGreaterThan(22);
            assertThat(latencies.count()).isGreaterThan(22);
            if (protocol == Protocol.SOCKETIO) {
                assertThat(server.heard).as("pings are answered").contains("3");
            }
            assertThat(report.json()).doesNotContain("\n").endsWith("\"clean\":true}");
        }
    }

    @Test
    void aSignalThatTheServerLosesIsReported() throws Exception {
        AtomicInteger count = new AtomicInteger();
        RelayServer.Mischief loses =
                message -> count.incrementAndGet() == 30 ? List.of() : List.of(message);
        try (RelayServer server = new RelayServer(0, loses)) {
            Report report = closed(Protocol.PLAIN, server);

            assertThat(report.clean()).isFalse();
            assertThat(report.fields()).containsEntry("lost", 1L).containsEntry("doubled", 0L);
        }
    }

    @Test
    void aSignalThatTheServerDoublesIsReported() throws Exception {
        AtomicInteger count = new AtomicInteger();
        RelayServer.Mischief doubles =
                message ->
                        count.incrementAndGet() == 30
                                ? List.of(message, message)
                                : List.of(message);
        try (RelayServer server = new RelayServer(0, doubles)) {
            Report report = closed(Protocol.SOCKETIO, server);

            assertThat(report.clean()).isFalse();
            assertThat(report.fields()).containsEntry("lost", 0L).containsEntry("doubled", 1L);
        }
    }

    @Test
    void signalsThatTheServerReordersAreReported() throws Exception {
        AtomicReference<String> held = new AtomicReference<>("");
        AtomicInteger candidates = new AtomicInteger();
        RelayServer.Mischief swaps =
                message -> {
                    if (!message.contains("iceCandidate")
                            || !message.contains("\"fromUserId\":\"caller-")) {
                        return List.of(message);
                    }
                    if (candidates.incrementAndGet() == 1) {
                        held.set(message);
                        return List.of();
                    }
                    String earlier = held.getAndSet("");
                    return earlier.isEmpty() ? List.of(message) : List.of(message, earlier);
                };
        try (RelayServer server = new RelayServer(0, swaps)) {
            LoadOptions options =
                    options(
                            LoadOptions.Mode.CLOSED,
                            Protocol.PLAIN,
                            server,
                            "--pairs",
                            "1",
                            "--warm-up",
                            "0",
                            "--seconds",
                            "1");
            Target target = new Target(options.nodes(), List.of(), List.of());
            Report report =
                    new SignalRun(
                                    options,
                                    target,
                                    new ClosedPace(4, latencies),
                                    tally,
                                    latencies,
                                    quiet)
                            .run();

            assertThat(report.clean()).isFalse();
            assertThat(report.fields()).containsEntry("reordered", 1L).containsEntry("lost", 0L);
        }
    }

    @Test
    void refusalsAndErrorsAreReportedByName() throws Exception {
        AtomicInteger count = new AtomicInteger();
        RelayServer.Mischief complains =
                message ->
                        switch (count.incrementAndGet()) {
                            case 5 ->
                                    List.of(
                                            message,
                                            "{\"event\":\"error\",\"data\":{\"code\":\"NOT_FOUND\"}}");
                            case 6 ->
                                    List.of(
                                            message,
                                            "{\"event\":\"offerAck\",\"data\":{\"success\":false,"
                                                    + "\"reason\":\"duplicate\"}}");
                            default -> List.of(message);
                        };
        try (RelayServer server = new RelayServer(0, complains)) {
            Report report = closed(Protocol.PLAIN, server);

            assertThat(report.clean()).isFalse();
            assertThat(report.fields())
                    .containsEntry(
                            "errors", Map.of("error NOT_FOUND", 1L, "offerAck duplicate", 1L));
        }
    }

    @Test
    void aFixedRateIsKeptAndTimedFromTheDueTime() throws Exception {
        try (RelayServer server = new RelayServer(0, RelayServer.Mischief.NONE)) {
            LoadOptions options =
                    options(
                            LoadOptions.Mode.OPEN,
                            Protocol.SOCKETIO,
                            server,
                            "--rate",
                            "200",
                            "--pairs",
                            "4",
                            "--warm-up",
                            "0",
                            "--seconds",
                            "2");
            Target target = new Target(options.nodes(), List.of(), List.of());
            OpenPace pace = new OpenPace(options.rate(), tally, latencies);
            Report report = new SignalRun(options, target, pace, tally, latencies, quiet).run();

            assertThat(report.clean()).as(report.json()).isTrue();
            assertThat(latencies.count()).isBetween(380L, 420L);
            assertThat(report.fields()).containsEntry("rate", 200).containsKey("sendLagMs");
        }
    }

    @Test
    void idleConnectionsAreHeldAndWeighed() throws Exception {
        try (RelayServer server = new RelayServer(0, RelayServer.Mischief.NONE)) {
            LoadOptions options =
                    options(
                            LoadOptions.Mode.IDLE,
                            Protocol.SOCKETIO,
                            server,
                            "--connections",
                            "100",
                            "--seconds",
                            "1");
            List<Long> self = List.of(ProcessHandle.current().pid());
            Report report =
                    new IdleRun(options, new Target(options.nodes(), self, List.of()), quiet).run();

            assertThat(report.clean()).as(report.json()).isTrue();
            assertThat(report.fields()).containsEntry("connections", 100);
            assertThat(report.fields().get("residentKiBAfter"))
                    .asInstanceOf(InstanceOfAssertFactories.LONG)
                    .isPositive();
            assertThat(server.heard).filteredOn(text -> text.startsWith("40/webrtc,")).hasSize(100);
        }
    }

    @Test
    void aStartIsTimedUntilSomebodyIsLetIn() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        LoadOptions options =
                LoadOptions.parse(
                        LoadOptions.Mode.START,
                        List.of(
                                "--nodes",
                                "ws://127.0.0.1:" + port,
                                "--runs",
                                "2",
                                "--command",
                                "unused here"));
        StartRun.Starter starter =
                () ->
                        new ProcessBuilder(
                                        System.getProperty("java.home") + "/bin/java",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        RelayServer.class.getName(),
                                        Integer.toString(port))
                                .start();
        Target target = new Target(options.nodes(), List.of(), List.of());

        Report report = new StartRun(options, target, starter, quiet).run();

        assertThat(report.fields().get("minMs"))
                .asInstanceOf(InstanceOfAssertFactories.DOUBLE)
                .isBetween(20.0, 60_000.0);
        assertThat((List<?>) report.fields().get("allMs")).hasSize(2);
    }

    @Test
    void aServerThatIsNotThereFailsTheRun() throws IOException {
        RelayServer gone = new RelayServer(0, RelayServer.Mischief.NONE);
        gone.close();

        assertThatExceptionOfType(RunFailed.class)
                .isThrownBy(() -> closed(Protocol.SOCKETIO, gone))
                .withMessageContaining("refused");
    }
}
