package heliograph.transport.grizzly;

import static heliograph.transport.grizzly.RecordingEndpoint.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import heliograph.transport.HttpHandler;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.TransportConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests and answers on the port of the WebSockets, seen by clients that say bare bytes. */
class HttpTest {
    private static final int MAX_BODY = 1_000;
    private static final Duration IDLE = Duration.ofMillis(600);

    private final BlockingQueue<HttpRequest> requests = new LinkedBlockingQueue<>();
    private final BlockingQueue<Thread> threads = new LinkedBlockingQueue<>();
    private final CompletableFuture<Boolean> gone = new CompletableFuture<>();
    private final CompletableFuture<HttpResponse> later = new CompletableFuture<>();
    private final Server server =
            GrizzlyServer.start(
                    new TransportConfig(
                            List.of("127.0.0.1"),
                            0,
                            MAX_BODY,
                            100_000,
                            1,
                            IDLE,
                            RecordingEndpoint.FAREWELL),
                    new Routes()
                            .http("/webrtc", named("webrtc"))
                            .http("/webrtc/rooms", named("rooms"))
                            .httpExactly("/metrics", named("metrics"))
                            .http("/echo", this::echo)
                            .http("/later", _ -> later)
                            .http("/watched", this::watched)
                            .http("/empty", _ -> done(new HttpResponse(204, Map.of(), bytes(""))))
                            .http("/fails", _ -> CompletableFuture.failedFuture(onPurpose()))
                            .http(
                                    "/throws",
                                    _ -> {
                                        throw onPurpose();
                                    }));

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest(name = "{0} is answered by {1}")
    @CsvSource({
        "/webrtc, webrtc",
        "/webrtc/, webrtc",
        "/webrtc/health, webrtc",
        "/webrtc/rooms, rooms",
        "/webrtc/rooms/, rooms",
        "/webrtc/rooms/a, rooms",
        "/webrtc/%72ooms/a, rooms",
        "/webrtc/rooms%2Fa, webrtc",
        "/webrtc/roomsandmore, webrtc",
        "/webrtc/rooms?x=/echo, rooms"
    })
    void theLongestPrefixOfWholeSegmentsAnswers(String path, String handler) {
        assertThat(get(path).body()).isEqualTo(handler);
    }

    @ParameterizedTest
    @CsvSource({"/metrics", "/metrics?a=b", "/%6Detrics"})
    void anExactRouteAnswersAtItsPathHoweverItIsEncoded(String path) {
        assertThat(get(path).body()).isEqualTo("metrics");
    }

    @ParameterizedTest
    @CsvSource({
        "/",
        "/webrt",
        "/webrtcx",
        "/webrtc%2Frooms",
        "/elsewhere",
        "/metrics/",
        "/metrics/x",
        "/%6Detrics/",
        "/metricsx",
        "/METRICS",
        "//metrics",
        "/%2Fmetrics",
        "/metrics%2F"
    })
    void whatNobodyStandsOnIsNotFound(String path) {
        RawClient.Answer answer = get(path);
        assertThat(answer.status()).isEqualTo(404);
        assertThat(answer.body()).startsWith("{\"code\":\"NOT_FOUND\",\"message\":");
        assertThat(answer.headers().get("Content-Type")).startsWith("application/json");
    }

    @Test
    void theHandlerSeesTheRequestOnAVirtualThread() {
        try (RawClient client = new RawClient(server.port())) {
            String target = "/echo/a%20b+c/d%2Fe%252F%C3%A9?x=1%2B1&x=2&y";
            client.says("POST " + target + " HTTP/1.1\r\nHost: x\r\nX-MiXed: V\r\n");
            client.says("Content-Length: 5\r\n\r\nhallo");
            assertThat(client.answer().body()).isEqualTo("hallo");
        }
        HttpRequest request = next(requests);
        assertThat(request.method()).isEqualTo("POST");
        assertThat(request.path()).isEqualTo("/echo/a b+c/d/e%2F\u00e9");
        assertThat(request.segments()).containsExactly("echo", "a b+c", "d/e%2F\u00e9");
        assertThat(request.query())
                .containsEntry("x", List.of("1+1", "2"))
                .containsEntry("y", List.of(""));
        assertThat(request.headers()).containsEntry("x-mixed", List.of("V"));
        assertThat(request.remoteAddress().getAddress().isLoopbackAddress()).isTrue();
        assertThat(next(threads).isVirtual()).isTrue();
    }

    @Test
    void aBodyMayComeInPiecesAndInChunks() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 6\r\n\r\nabc");
            client.says("def");
            assertThat(client.answer().body()).isEqualTo("abcdef");
            client.says("POST /echo HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            client.says("3\r\nabc\r\n2\r\n");
            client.says("de\r\n0\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("abcde");
        }
    }

    @Test
    void aConnectionServesManyRequestsAlsoPipelined() {
        try (RawClient client = new RawClient(server.port())) {
            String one = "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n";
            client.says(one + "1" + one + "2" + "GET /webrtc HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("1");
            assertThat(client.answer().body()).isEqualTo("2");
            assertThat(client.answer().body()).isEqualTo("webrtc");
        }
    }

    @Test
    void anAnswerMayComeLateFromAnyThread() {
        try (RawClient waiting = new RawClient(server.port())) {
            waiting.says("GET /later HTTP/1.1\r\nHost: x\r\n\r\n");
            // Longer than the idle time: a request in work is not idle.
            CompletableFuture.delayedExecutor(
                            IDLE.multipliedBy(3).toMillis(), TimeUnit.MILLISECONDS)
                    .execute(() -> later.complete(HttpResponse.text(200, "at last")));
            assertThat(get("/webrtc").body()).isEqualTo("webrtc");
            assertThat(waiting.answer().body()).isEqualTo("at last");
        }
    }

    @Test
    void headIsAnsweredWithoutBody() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("HEAD /webrtc HTTP/1.1\r\nHost: x\r\n\r\n");
            RawClient.Answer answer = client.answer(false);
            assertThat(answer.status()).isEqualTo(200);
            assertThat(answer.headers()).containsEntry("Content-Length", "6");
            client.says("GET /webrtc HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("webrtc");
        }
    }

    @Test
    void anAnswerWithoutContentHasNoBody() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("GET /empty HTTP/1.1\r\nHost: x\r\n\r\n");
            RawClient.Answer answer = client.answer();
            assertThat(answer.status()).isEqualTo(204);
            assertThat(answer.headers()).doesNotContainKey("Transfer-Encoding");
            client.says("GET /webrtc HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().body()).isEqualTo("webrtc");
        }
    }

    @Test
    void answersHaveADateAndDoNotSayWhatServesThem() {
        RawClient.Answer answer = get("/webrtc");
        assertThat(answer.headers())
                .containsKey("Date")
                .doesNotContainKeys("Server", "X-Powered-By");
    }

    @ParameterizedTest
    @CsvSource({"/fails", "/throws"})
    void aHandlerThatFailsIsAnswered500WithoutItsWords(String path) {
        RawClient.Answer answer = get(path);
        assertThat(answer.status()).isEqualTo(500);
        assertThat(answer.body()).contains("INTERNAL_ERROR").doesNotContain("purpose");
    }

    @Test
    void aClientThatOffersAnotherProtocolIsServedWithoutIt() throws Exception {
        try (HttpClient client =
                HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
            URI echo = URI.create("http://127.0.0.1:" + server.port() + "/echo");
            var request =
                    java.net.http.HttpRequest.newBuilder(echo)
                            .POST(java.net.http.HttpRequest.BodyPublishers.ofString("body"))
                            .build();
            for (int i = 0; i < 20; i++) {
                assertThat(client.send(request, BodyHandlers.ofString()).body()).isEqualTo("body");
            }
        }
    }

    static Stream<Arguments> badRequests() {
        String post = "POST /echo HTTP/1.1\r\nHost: x\r\n";
        return Stream.of(
                arguments(413, "a length over the bound", post + "Content-Length: 1001\r\n\r\n"),
                arguments(
                        413,
                        "chunks over the bound",
                        post + "Transfer-Encoding: chunked\r\n\r\n3E9\r\n" + "a".repeat(1001)),
                arguments(
                        400,
                        "length and chunks together",
                        post + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
                arguments(
                        400,
                        "chunks and length together",
                        post + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n"),
                arguments(
                        400,
                        "two lengths",
                        post + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"),
                arguments(400, "a length that is no number", post + "Content-Length: x\r\n\r\n"),
                arguments(400, "a negative length", post + "Content-Length: -1\r\n\r\n"),
                arguments(400, "an unknown coding", post + "Transfer-Encoding: gzip\r\n\r\nabc"),
                arguments(
                        400,
                        "a coding around chunks",
                        post + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n"),
                arguments(
                        400,
                        "codings in two lines",
                        post
                                + "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity"
                                + "\r\n\r\n0\r\n\r\n"),
                arguments(
                        400,
                        "chunks of no size",
                        post + "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n"),
                arguments(400, "no Host", "GET /webrtc HTTP/1.1\r\n\r\n"),
                arguments(400, "NUL in a header", "GET / HTTP/1.1\r\nHost: x\r\nA: \0\r\n\r\n"),
                arguments(
                        400,
                        "headers over the bound",
                        "GET / HTTP/1.1\r\nHost: x\r\nA: " + "a".repeat(20_000) + "\r\n\r\n"),
                arguments(
                        400,
                        "too many headers",
                        "GET / HTTP/1.1\r\nHost: x\r\n" + "A: b\r\n".repeat(200) + "\r\n"),
                arguments(400, "a path over the bound", "GET /" + "a".repeat(20_000) + " "),
                arguments(505, "another protocol", "GET / HTTP/7.0\r\nHost: x\r\n\r\n"));
    }

    @ParameterizedTest(name = "{1} is answered {0}")
    @MethodSource("badRequests")
    void aBadRequestIsAnsweredAndTheConnectionEnds(int status, String what, String bytes) {
        try (RawClient client = new RawClient(server.port())) {
            client.says(bytes);
            assertThat(client.answer().status()).isEqualTo(status);
            assertThat(get("/webrtc").body()).as("others are served").isEqualTo("webrtc");
            assertThat(client.hearsEnd()).isTrue();
        }
        assertThat(requests).as("no handler saw it").isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/webrtc%zz",
        "/webrtc/a%2",
        "/webrtc/a%",
        "/webrtc/%-1",
        "/webrtc/%+1",
        "/webrtc/%ff",
        "/webrtc/%C0%AF",
        "/webrtc/%ED%A0%80",
        "/webrtc?a=%",
        "/webrtc?a=%+1",
        "/webrtc?%ff=a",
        "metrics",
        "%2Fmetrics"
    })
    void whatIsNoPathOrCannotBeDecodedIsABadRequest(String path) {
        assertThat(get(path).status()).isEqualTo(400);
    }

    @Test
    void traceIsNotAllowed() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("TRACE /webrtc HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(405);
        }
    }

    @ParameterizedTest(name = "after \"{0}\"")
    @CsvSource({"''", "'GET /webr'", "'GET /webrtc HTTP/1.1~Host: x~'"})
    void aConnectionThatSaysNothingWholeEndsAfterTheIdleTime(String begun) {
        try (RawClient client = new RawClient(server.port())) {
            client.says(begun.replace("~", "\r\n"));
            assertThat(client.hearsEnd()).isTrue();
        }
    }

    @Test
    void aBodyThatDoesNotComeIsAnswered408() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nabc");
            assertThat(client.answer().status()).isEqualTo(408);
            assertThat(client.hearsEnd()).isTrue();
        }
        assertThat(requests).isEmpty();
    }

    @Test
    void aConnectionKeptAliveEndsAfterTheIdleTime() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("GET /webrtc HTTP/1.1\r\nHost: x\r\n\r\n");
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.hearsEnd()).isTrue();
        }
    }

    private RawClient.Answer get(String path) {
        try (RawClient client = new RawClient(server.port())) {
            client.says("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
            return client.answer();
        }
    }

    private CompletableFuture<HttpResponse> watched(HttpRequest request) {
        request.presence().whenGone(() -> gone.complete(true));
        requests.add(request);
        return later;
    }

    @Test
    void aHandlerThatAsksIsToldThatItsClientIsGone() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("GET /watched HTTP/1.1\r\nHost: x\r\n\r\n");
            next(requests);
            assertThat(gone).isNotDone();
        }
        assertThat(gone).succeedsWithin(Duration.ofSeconds(5));
        later.complete(HttpResponse.text(200, "to nobody"));
        assertThat(get("/webrtc").body()).isEqualTo("webrtc");
    }

    @Test
    void aWatchedClientThatStaysIsAnsweredAndServedFurther() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("GET /watched HTTP/1.1\r\nHost: x\r\n\r\n");
            next(requests);
            later.complete(HttpResponse.text(200, "at last"));
            assertThat(client.answer().body()).isEqualTo("at last");
            for (int i = 0; i < 100; i++) {
                client.says("GET /watched HTTP/1.1\r\nHost: x\r\n\r\n");
                assertThat(client.answer().body()).isEqualTo("at last");
                client.says("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\nhi");
                assertThat(client.answer().body()).isEqualTo("hi");
            }
        }
        assertThat(gone).isNotDone();
    }

    @Test
    void aWatchedClientThatTalksOnIsAnsweredAndItsConnectionEnded() {
        try (RawClient client = new RawClient(server.port())) {
            client.says("GET /watched HTTP/1.1\r\nHost: x\r\n\r\n");
            next(requests);
            client.says("GET /webrtc HTTP/1.1\r\nHost: x\r\n\r\n");
            Awaitility.await().during(Duration.ofMillis(50)).until(() -> !gone.isDone());
            later.complete(HttpResponse.text(200, "at last"));
            RawClient.Answer answer = client.answer();
            assertThat(answer.body()).isEqualTo("at last");
            assertThat(answer.headers()).containsEntry("Connection", "close");
            assertThat(client.hearsEnd()).isTrue();
        }
    }

    private CompletableFuture<HttpResponse> echo(HttpRequest request) {
        requests.add(request);
        threads.add(Thread.currentThread());
        return done(HttpResponse.text(200, new String(request.body(), StandardCharsets.UTF_8)));
    }

    private static HttpHandler named(String name) {
        return _ -> done(HttpResponse.text(200, name));
    }

    private static CompletableFuture<HttpResponse> done(HttpResponse response) {
        return CompletableFuture.completedFuture(response);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static IllegalStateException onPurpose() {
        return new IllegalStateException("on purpose");
    }
}
