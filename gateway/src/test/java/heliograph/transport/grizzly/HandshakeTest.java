package heliograph.transport.grizzly;

import static heliograph.transport.grizzly.RawClient.concat;
import static heliograph.transport.grizzly.RawClient.handshake;
import static heliograph.transport.grizzly.RawClient.text;
import static heliograph.transport.grizzly.RecordingEndpoint.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketEndpoint.Decision;
import heliograph.transport.TransportConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is decided before a WebSocket begins. */
class HandshakeTest {
    private final CompletableFuture<Decision> later = new CompletableFuture<>();
    private final RecordingEndpoint echo = new RecordingEndpoint();
    private final RecordingEndpoint slow =
            new RecordingEndpoint() {
                @Override
                public CompletionStage<Decision> decide(HttpRequest upgrade) {
                    requests.add(upgrade);
                    return later;
                }
            };
    private final Server server =
            GrizzlyServer.start(
                    new TransportConfig(
                            List.of("127.0.0.1"),
                            0,
                            10_000,
                            100_000,
                            1,
                            Duration.ofSeconds(1),
                            RecordingEndpoint.FAREWELL),
                    new Routes()
                            .socket("/socket.io/", echo)
                            .socket("/slow", slow)
                            .socket(
                                    "/refused",
                                    _ ->
                                            CompletableFuture.completedFuture(
                                                    new Decision.Refuse(
                                                            HttpResponse.json(401, "{\"no\":1}")
                                                                    .with("X-Why", "token"))))
                            .socket(
                                    "/throws",
                                    _ -> {
                                        throw new IllegalStateException("on purpose");
                                    })
                            .socket(
                                    "/fails",
                                    _ ->
                                            CompletableFuture.failedFuture(
                                                    new IllegalStateException("on purpose"))));

    @AfterEach
    void stop() {
        server.close();
    }

    static Stream<Arguments> faults() {
        return Stream.of(
                arguments(400, "no key", without("Sec-WebSocket-Key")),
                arguments(400, "a key that is not base64", key("!!!")),
                arguments(400, "a key of 15 bytes", key("AAAAAAAAAAAAAAAAAAAA")),
                arguments(400, "an empty key", key("")),
                arguments(
                        400,
                        "two keys",
                        key(
                                "dGhlIHNhbXBsZSBub25jZQ==\r\n"
                                        + "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==")),
                arguments(426, "no version", without("Sec-WebSocket-Version")),
                arguments(426, "version 8", handshake("/socket.io/").replace(": 13", ": 8")),
                arguments(400, "no Connection: Upgrade", without("Connection")),
                arguments(
                        400,
                        "Connection: keep-alive only",
                        handshake("/socket.io/").replace(": Upgrade", ": keep-alive")),
                arguments(400, "POST", handshake("/socket.io/").replace("GET", "POST")),
                arguments(400, "HTTP/1.0", handshake("/socket.io/").replace("/1.1", "/1.0")),
                arguments(
                        400,
                        "a body",
                        handshake("/socket.io/").replace("Host:", "Content-Length: 3\r\nHost:")),
                arguments(
                        400,
                        "a body of unknown length",
                        handshake("/socket.io/")
                                .replace("Host:", "Transfer-Encoding: chunked\r\nHost:")),
                arguments(400, "a path that cannot be decoded", handshake("/socket.io/%zz")),
                arguments(400, "a query that cannot be decoded", handshake("/socket.io/?a=%")),
                arguments(404, "another path", handshake("/elsewhere")),
                arguments(404, "a path below", handshake("/socket.io/below")));
    }

    @ParameterizedTest(name = "{1} is answered {0}")
    @MethodSource("faults")
    void aFaultyHandshakeIsAnsweredAndTheConnectionEnds(int status, String what, String bytes) {
        try (RawClient client = new RawClient(server.port())) {
            client.says(bytes);
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.headers().get("Connection")).isEqualToIgnoringCase("close");
            if (status == 426) {
                assertThat(answer.headers()).containsEntry("Sec-WebSocket-Version", "13");
            }
            assertThat(client.hearsEnd()).isTrue();
        }
        assertThat(echo.requests).isEmpty();
    }

    @Test
    void aHandshakeWithoutHostIsAnswered400() {
        try (RawClient client = new RawClient(server.port())) {
            client.says(without("Host"));
            assertThat(client.answer().status()).isEqualTo(400);
            assertThat(client.hearsEnd()).isTrue();
        }
        assertThat(echo.requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "keep-alive, Upgrade",
                "keep-alive\r\nConnection: Upgrade",
                "Upgrade\r\nConnection: keep-alive",
                "upgrade"
            })
    void theConnectionHeaderIsAListInAnyNumberOfLines(String connection) {
        try (RawClient client = new RawClient(server.port())) {
            client.says(handshake("/socket.io/").replace(": Upgrade", ": " + connection));
            assertThat(client.answer().status()).isEqualTo(101);
        }
    }

    @ParameterizedTest
    @CsvSource({"/socket.io/", "/socket.io", "/socket.io/?EIO=4", "/socket.io?EIO=4"})
    void aSlashAtTheEndMakesNoDifference(String path) {
        try (RawClient client = RawClient.upgraded(server.port(), path)) {
            client.says(text("x"));
            assertThat(client.hears().text()).isEqualTo("x");
        }
    }

    @Test
    void theEndpointSeesTheRequest() {
        try (RawClient client = new RawClient(server.port())) {
            client.says(
                    handshake("/socket.io/?a=1&b=x%20y+z&a=2&flag")
                            .replace("Host:", "X-Two: 1\r\nx-two: 2\r\nHost:"));
            assertThat(client.answer().status()).isEqualTo(101);
        }
        HttpRequest request = next(echo.requests);
        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.path()).isEqualTo("/socket.io/");
        assertThat(request.query())
                .containsEntry("a", List.of("1", "2"))
                .containsEntry("b", List.of("x y z"))
                .containsEntry("flag", List.of(""));
        assertThat(request.headers())
                .containsEntry("x-two", List.of("1", "2"))
                .containsEntry("host", List.of("localhost"));
        assertThat(request.remoteAddress().getAddress().isLoopbackAddress()).isTrue();
    }

    @Test
    void theAcceptKeyIsThatOfTheRfcAndNothingIsNegotiated() {
        try (RawClient client = new RawClient(server.port())) {
            client.says(
                    handshake("/socket.io/")
                            .replace(
                                    "Host:",
                                    "Sec-WebSocket-Extensions: permessage-deflate\r\n"
                                            + "Sec-WebSocket-Protocol: chat\r\nHost:"));
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.headers())
                    .containsEntry("Sec-WebSocket-Accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
                    .doesNotContainKeys("Sec-WebSocket-Extensions", "Sec-WebSocket-Protocol");
        }
    }

    @Test
    void aRefusalIsARealAnswerAndNothingOpens() {
        try (RawClient client = new RawClient(server.port())) {
            client.says(
                    concat(
                            handshake("/refused").getBytes(StandardCharsets.UTF_8),
                            text("never heard")));
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(401);
            assertThat(answer.headers())
                    .containsEntry("X-Why", "token")
                    .containsEntry("Content-Type", "application/json; charset=utf-8");
            assertThat(answer.body()).isEqualTo("{\"no\":1}");
            assertThat(client.hearsEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @CsvSource({"/throws", "/fails"})
    void anEndpointThatFailsIsAnswered500(String path) {
        try (RawClient client = new RawClient(server.port())) {
            client.says(handshake(path));
            assertThat(client.answer().status()).isEqualTo(500);
            assertThat(client.hearsEnd()).isTrue();
        }
    }

    @Test
    void framesWaitInOrderWhileTheEndpointDecides() {
        try (RawClient client = new RawClient(server.port())) {
            client.says(concat(handshake("/slow").getBytes(StandardCharsets.UTF_8), text("first")));
            next(slow.requests);
            client.says(concat(text("second"), text("third")));

            later.complete(slow.accept());

            assertThat(client.answer().status()).isEqualTo(101);
            client.says(text("fourth"));
            for (String expected : List.of("first", "second", "third", "fourth")) {
                assertThat(client.hears().text()).isEqualTo(expected);
            }
        }
    }

    @Test
    void anotherConnectionIsServedWhileAnEndpointDecides() {
        try (RawClient waiting = new RawClient(server.port());
                RawClient client = new RawClient(server.port())) {
            waiting.says(handshake("/slow"));
            next(slow.requests);
            client.says(handshake("/socket.io/"));
            assertThat(client.answer().status()).isEqualTo(101);
            later.complete(new Decision.Refuse(HttpResponse.text(403, "no")));
            assertThat(waiting.answer().body()).isEqualTo("no");
        }
    }

    @Test
    void anEndpointThatDoesNotDecideIsAnswered503() {
        try (RawClient client = new RawClient(server.port())) {
            client.says(handshake("/slow"));
            assertThat(client.answer().status()).isEqualTo(503);
            assertThat(client.hearsEnd()).isTrue();
        }
    }

    @Test
    void aClientThatLeavesWhileTheEndpointDecidesIsToldOfAsLost() {
        try (RawClient client = new RawClient(server.port())) {
            client.says(handshake("/slow"));
            next(slow.requests);
        }
        later.complete(slow.accept());
        assertThat(next(slow.ends)).isEqualTo(new SocketClosed(1006, SocketClosed.By.LOST));
    }

    private static String without(String header) {
        return handshake("/socket.io/").replaceAll(header + ": [^\r]*\r\n", "");
    }

    private static String key(String key) {
        return handshake("/socket.io/").replaceAll("Key: [^\r]*", "Key: " + key);
    }
}
