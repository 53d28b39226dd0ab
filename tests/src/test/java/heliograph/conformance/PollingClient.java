package heliograph.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client on long polling, each of whose requests goes to another node. */
final class PollingClient {
    private static final ExecutorService THREADS = Executors.newVirtualThreadPerTaskExecutor();
    private static final long PATIENCE_SECONDS = 5;

    private final EchoCluster cluster;
    private final String path;
    private final JsonNode handshake;

    private PollingClient(EchoCluster cluster, String path, JsonNode handshake) {
        this.cluster = cluster;
        this.path = path;
        this.handshake = handshake;
    }

    /** Opens a session. */
    static PollingClient open(EchoCluster cluster, String path) {
        RawHttp.Answer answer =
                RawHttp.request(
                        "127.0.0.1", cluster.port(), "GET", path + "?EIO=4&transport=polling");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).startsWith("0");
        return new PollingClient(
                cluster, path, JsonMapper.shared().readTree(answer.body().substring(1)));
    }

    JsonNode handshake() {
        return handshake;
    }

    String sid() {
        return handshake.get("sid").asString();
    }

    String target() {
        return path + "?EIO=4&transport=polling&sid=" + sid();
    }

    /** A GET that is answered. */
    RawHttp.Answer get() {
        return now(getting());
    }

    /** A GET whose answer may take a while; it is on its way when this returns. */
    CompletableFuture<RawHttp.Answer> getting() {
        RawHttp.Exchange exchange =
                RawHttp.begin("127.0.0.1", cluster.port(), "GET", target(), "", "");
        return CompletableFuture.supplyAsync(exchange::answer, THREADS);
    }

    /** The packets of the next GET. */
    List<String> hears() {
        RawHttp.Answer answer = get();
        assertThat(answer.status()).isEqualTo(200);
        return List.of(answer.body().split("\u001e", -1));
    }

    /** The next message, pings answered and left out. */
    String hearsMessage() {
        while (true) {
            List<String> packets = hears();
            if (!packets.equals(List.of("2"))) {
                assertThat(packets).hasSize(1);
                return packets.getFirst();
            }
            says("3");
        }
    }

    /** A POST that is accepted. */
    void says(String body) {
        RawHttp.Answer answer = post(body);
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
    }

    RawHttp.Answer post(String body) {
        return post(body, "text/plain;charset=UTF-8");
    }

    RawHttp.Answer post(String body, String contentType) {
        return RawHttp.begin("127.0.0.1", cluster.port(), "POST", target(), contentType, body)
                .answer();
    }

    /** A WebSocket with the session's sid. */
    RawWebSocket opensWebSocket() {
        return RawWebSocket.open(
                "ws://127.0.0.1:"
                        + cluster.port()
                        + path
                        + "?EIO=4&transport=websocket&sid="
                        + sid());
    }

    /** A GET whose client goes away before it is answered. */
    void givesUpAGet() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), cluster.port())) {
            socket.getOutputStream()
                    .write(
                            ("GET " + target() + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                                    .getBytes(StandardCharsets.US_ASCII));
            socket.setSoTimeout(100);
            try {
                int first = socket.getInputStream().read();
                assertThat(first).as("a GET with nothing to say waits").isEqualTo(-2);
            } catch (java.net.SocketTimeoutException e) {
                // It waits: now it is given up.
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static <T> T now(CompletableFuture<T> future) {
        return future.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    }
}
