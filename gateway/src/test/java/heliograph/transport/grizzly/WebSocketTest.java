package heliograph.transport.grizzly;

import static heliograph.transport.grizzly.RawClient.concat;
import static heliograph.transport.grizzly.RawClient.frame;
import static heliograph.transport.grizzly.RawClient.text;
import static heliograph.transport.grizzly.RecordingEndpoint.next;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.Socket;
import heliograph.transport.SocketClosed;
import heliograph.transport.TransportConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A WebSocket from its handshake to its end, with a client of the JDK and with bare bytes. */
class WebSocketTest {
    private static final TransportConfig CONFIG =
            new TransportConfig(
                    List.of("127.0.0.1"),
                    0,
                    100_000,
                    1_000_000,
                    1,
                    Duration.ofSeconds(2),
                    RecordingEndpoint.FAREWELL);

    private final RecordingEndpoint echo = new RecordingEndpoint();
    private final Server server =
            GrizzlyServer.start(
                    CONFIG,
                    new Routes()
                            .socket("/echo/", echo)
                            .http(
                                    "/hello",
                                    request ->
                                            CompletableFuture.completedFuture(
                                                    HttpResponse.text(200, "hello"))));

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void echoesTextToAClientOfTheJdk() {
        BlockingQueue<String> heard = new LinkedBlockingQueue<>();
        WebSocket client = jdkClient(heard);
        client.sendText("grüße 𝄞", true).join();
        assertThat(next(heard)).isEqualTo("grüße 𝄞");
        client.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).join();
        assertThat(next(heard)).isEqualTo("binary 3");
        client.sendClose(1000, "bye").join();
        assertThat(next(heard)).isEqualTo("close 1000");
        assertThat(next(echo.ends)).isEqualTo(new SocketClosed(1000, SocketClosed.By.PEER));
    }

    @Test
    void framesRightBehindTheHandshakeAreNotLost() {
        try (RawClient client = new RawClient(server.port())) {
            client.says(
                    concat(
                            RawClient.handshake("/echo/?a=1").getBytes(StandardCharsets.UTF_8),
                            text("one"),
                            text("two")));
            assertThat(client.answer().status()).isEqualTo(101);
            assertThat(client.hears().text()).isEqualTo("one");
            assertThat(client.hears().text()).isEqualTo("two");
        }
        HttpRequest request = next(echo.requests);
        assertThat(request.parameter("a")).contains("1");
    }

    @Test
    void aFragmentedMessageArrivesWhole() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            client.says(
                    concat(
                            frame(0x01, new byte[] {'a', (byte) 0xC3}),
                            frame(0x89, new byte[] {7}),
                            frame(0x80, new byte[] {(byte) 0xBC, 'b'})));
            assertThat(client.hears().firstByte()).isEqualTo(0x8A);
            assertThat(client.hears().text()).isEqualTo("aüb");
        }
    }

    @Test
    void bytesMayComeOneByOne() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            byte[] bytes =
                    concat(text("short"), text("x".repeat(130)), frame(0x82, new byte[70_000]));
            int oneByOne = 150;
            for (int i = 0; i < oneByOne; i++) {
                client.says(new byte[] {bytes[i]});
            }
            client.says(Arrays.copyOfRange(bytes, oneByOne, bytes.length));
            assertThat(client.hears().text()).isEqualTo("short");
            assertThat(client.hears().text()).isEqualTo("x".repeat(130));
            assertThat(client.hears().payload()).hasSize(70_000).containsOnly(0);
        }
    }

    @Test
    void manySmallMessagesInOneSegmentKeepTheirOrder() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            byte[][] frames = new byte[1_000][];
            Arrays.setAll(frames, i -> text("message " + i));
            client.says(concat(frames));
            for (int i = 0; i < frames.length; i++) {
                assertThat(client.hears().text()).isEqualTo("message " + i);
            }
        }
    }

    @Test
    void emptyMessagesAndReplacementCharactersAreMessages() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            client.says(concat(text(""), frame(0x82, new byte[0]), text("\uFFFD, really")));
            assertThat(client.hears().payload()).isEmpty();
            assertThat(client.hears().payload()).isEmpty();
            assertThat(client.hears().text()).isEqualTo("\uFFFD, really");
        }
    }

    @Test
    void sendersOfManyThreadsDoNotMixTheirFrames() {
        int senders = 8;
        int each = 500;
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            Socket socket = next(echo.sockets);
            for (int sender = 0; sender < senders; sender++) {
                int name = sender;
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 0; i < each; i++) {
                                socket.send(name + ":" + i + "x".repeat(i % 100));
                            }
                        });
            }
            int[] heard = new int[senders];
            for (int n = 0; n < senders * each; n++) {
                String[] parts = client.hears().text().replace("x", "").split(":", -1);
                int sender = Integer.parseInt(parts[0]);
                assertThat(Integer.parseInt(parts[1])).isEqualTo(heard[sender]++);
            }
        }
    }

    @Test
    void httpLivesOnTheSamePort() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.body()).isEqualTo("hello");
        }
    }

    private WebSocket jdkClient(BlockingQueue<String> heard) {
        return HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + server.port() + "/echo/"),
                        new WebSocket.Listener() {
                            @Override
                            public CompletionStage<?> onText(
                                    WebSocket socket, CharSequence data, boolean last) {
                                heard.add(data.toString());
                                return WebSocket.Listener.super.onText(socket, data, last);
                            }

                            @Override
                            public CompletionStage<?> onBinary(
                                    WebSocket socket, ByteBuffer data, boolean last) {
                                heard.add("binary " + data.remaining());
                                return WebSocket.Listener.super.onBinary(socket, data, last);
                            }

                            @Override
                            public CompletionStage<?> onClose(
                                    WebSocket socket, int code, String reason) {
                                heard.add("close " + code);
                                return WebSocket.Listener.super.onClose(socket, code, reason);
                            }
                        })
                .join();
    }
}
