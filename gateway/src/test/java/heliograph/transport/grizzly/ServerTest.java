package heliograph.transport.grizzly;

import static heliograph.transport.grizzly.RawClient.frame;
import static heliograph.transport.grizzly.RawClient.hex;
import static heliograph.transport.grizzly.RawClient.text;
import static heliograph.transport.grizzly.RecordingEndpoint.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketClosed.By;
import heliograph.transport.SocketEndpoint.Decision;
import heliograph.transport.TransportConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A server as a whole: where it listens, how it stops. */
class ServerTest {
    private static final Duration LONG = Duration.ofSeconds(20);

    private final RecordingEndpoint echo = new RecordingEndpoint();
    private final CompletableFuture<Decision> decision = new CompletableFuture<>();
    private final RecordingEndpoint undecided =
            new RecordingEndpoint() {
                @Override
                public CompletionStage<Decision> decide(HttpRequest upgrade) {
                    requests.add(upgrade);
                    return decision;
                }
            };
    private final CompletableFuture<HttpResponse> later = new CompletableFuture<>();
    private final Routes routes =
            new Routes()
                    .socket("/echo", echo)
                    .socket("/undecided", undecided)
                    .http("/later", _ -> later);

    @Test
    void allHostsShareThePortThatTheFirstWasGiven() throws IOException {
        try (Server server = start("127.0.0.1", "::1")) {
            for (String host : List.of("127.0.0.1", "::1")) {
                try (Socket socket = new Socket(InetAddress.getByName(host), server.port())) {
                    assertThat(socket.isConnected()).isTrue();
                }
            }
        }
    }

    @Test
    void aPortThatIsTakenIsSaidAndNothingStaysBehind() throws IOException {
        Set<Thread> before = threads();
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            GrizzlyServer.start(config(taken.getLocalPort(), "127.0.0.1"), routes))
                    .isInstanceOf(UncheckedIOException.class)
                    .hasMessageContaining("127.0.0.1")
                    .hasMessageContaining(Integer.toString(taken.getLocalPort()));
        }
        await().pollInSameThread().untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
    }

    @Test
    void stopClosesEveryWebSocketWith1012AndWaitsForThePeers() {
        Server server = start("127.0.0.1");
        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            clients.add(RawClient.upgraded(server.port(), "/echo"));
        }
        CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> server.stop(LONG));
        for (RawClient client : clients) {
            assertThat(client.hearsClose()).isEqualTo(1012);
            client.says(frame(0x88, hex("03F4")));
            assertThat(client.hearsEnd()).isTrue();
            client.close();
        }
        for (int i = 0; i < 20; i++) {
            assertThat(next(echo.ends)).isEqualTo(new SocketClosed(1012, By.US));
        }
        await().atMost(Duration.ofSeconds(5)).until(stopped::isDone);
    }

    @Test
    void whatIsStillOpenAtTheDeadlineIsCutAndItsListenerToldBefore() {
        Server server = start("127.0.0.1");
        try (RawClient silent = RawClient.upgraded(server.port(), "/echo")) {
            long start = System.nanoTime();
            server.stop(Duration.ofMillis(300));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Duration.ofMillis(290), Duration.ofSeconds(2));
            assertThat(echo.ends).containsExactly(new SocketClosed(1012, By.US));
            assertThat(silent.hearsClose()).isEqualTo(1012);
            assertThat(silent.hearsEnd()).isTrue();
        }
    }

    @Test
    void stopLetsARequestInWorkBeAnswered() {
        Server server = start("127.0.0.1");
        try (RawClient client = new RawClient(server.port())) {
            client.says("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
            // A second one is answered only after the first was begun.
            try (RawClient other = RawClient.upgraded(server.port(), "/echo")) {
                other.says(text("x"));
                other.hears();
            }
            CompletableFuture<Void> stopped = CompletableFuture.runAsync(() -> server.stop(LONG));
            await().until(() -> isRefused(server.port()));
            later.complete(HttpResponse.text(200, "in time"));
            assertThat(client.answer().body()).isEqualTo("in time");
            await().atMost(Duration.ofSeconds(5)).until(stopped::isDone);
        }
    }

    @Test
    void anUpgradeDecidedWhileTheServerStopsIsRefused() {
        Server server = start("127.0.0.1");
        try (RawClient client = new RawClient(server.port())) {
            client.says(RawClient.handshake("/undecided"));
            next(undecided.requests);
            try (RawClient busy = RawClient.upgraded(server.port(), "/echo")) {
                CompletableFuture<Void> stopped =
                        CompletableFuture.runAsync(() -> server.stop(LONG));
                // The server waits for this one's answer to its close frame.
                assertThat(busy.hearsClose()).isEqualTo(1012);
                decision.complete(undecided.accept());
                assertThat(client.answer().status()).isEqualTo(503);
                busy.says(frame(0x88, hex("03F4")));
                await().atMost(Duration.ofSeconds(5)).until(stopped::isDone);
            }
            assertThat(undecided.sockets).isEmpty();
        }
    }

    @Test
    void afterStopAcceptingTheOpenOnesStay() {
        try (Server server = start("127.0.0.1");
                RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            int port = server.port();
            server.stopAccepting();
            await().until(() -> isRefused(port));
            client.says(text("still here"));
            assertThat(client.hears().text()).isEqualTo("still here");
            assertThat(server.port()).isEqualTo(port);
        }
    }

    @Test
    void noThreadRemainsAfterStop() {
        Set<Thread> before = threads();
        Server server = start("127.0.0.1", "::1");
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            client.says(text("x"));
            client.hears();
            assertThat(newThreads(before)).isNotEmpty();
            server.close();
        }
        await().pollInSameThread().untilAsserted(() -> assertThat(newThreads(before)).isEmpty());
        server.close();
    }

    private Server start(String... hosts) {
        return GrizzlyServer.start(config(0, hosts), routes);
    }

    private static TransportConfig config(int port, String... hosts) {
        return new TransportConfig(
                List.of(hosts), port, 10_000, 100_000, 1, LONG, RecordingEndpoint.FAREWELL);
    }

    private static boolean isRefused(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return !socket.isConnected();
        } catch (IOException e) {
            return true;
        }
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet();
    }

    /** Platform threads, daemons too, but none of the JDK's own pools. */
    private static Set<Thread> newThreads(Set<Thread> before) {
        return threads().stream()
                .filter(thread -> !before.contains(thread))
                .filter(thread -> !thread.getName().startsWith("ForkJoinPool"))
                .filter(thread -> !thread.getName().startsWith("VirtualThread"))
                .filter(thread -> !thread.getName().startsWith("CompletableFuture"))
                .collect(Collectors.toSet());
    }
}
