package heliograph.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketEndpoint.Decision;
import heliograph.transport.TestSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EngineServerTest {
    private static final String HANDSHAKE = "EIO=4&transport=websocket";
    private static final EngineConfig CONFIG =
            new EngineConfig(Duration.ofSeconds(25), Duration.ofSeconds(60), 1_000_000);

    private final ScheduledExecutorService timer = Timers.create("test-timer");
    private final EngineServer server =
            new EngineServer(
                    CONFIG,
                    request -> !request.query().containsKey("foreign"),
                    session -> new RecordingListener(),
                    timer);

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @ParameterizedTest(name = "{0} {1} is answered {2}, code {3}")
    @CsvSource({
        "GET,  EIO=4,                                  400, 0, Transport unknown",
        "GET,  EIO=4&transport=,                       400, 0, Transport unknown",
        "GET,  EIO=4&transport=abc,                    400, 0, Transport unknown",
        "GET,  EIO=4&transport=polling,                400, 0, Transport unknown",
        "POST, EIO=4&transport=polling&sid=x,          400, 0, Transport unknown",
        "GET,  EIO=4&transport=websocket&sid=nobody,   400, 1, Session ID unknown",
        "POST, EIO=4&transport=websocket,              400, 2, Bad handshake method",
        "GET,  transport=websocket,                    400, 5, Unsupported protocol version",
        "GET,  EIO=abc&transport=websocket,            400, 5, Unsupported protocol version",
        "GET,  EIO=3&transport=websocket,              400, 5, Unsupported protocol version",
        "GET,  EIO=5&transport=websocket,              400, 5, Unsupported protocol version",
        "GET,  EIO=4&transport=websocket&foreign=yes,  403, 4, Forbidden",
    })
    void everyRefusalIsToldByCodeWithAndWithoutAnUpgrade(
            String method, String query, int status, int code, String message) {
        String body = "{\"code\":" + code + ",\"message\":\"" + message + "\"}";
        HttpRequest request = TestSocket.request(method, query);

        assertThat(decisionOn(request)).isInstanceOf(Decision.Refuse.class);
        isAnsweredWith(((Decision.Refuse) decisionOn(request)).response(), status, body);
        isAnsweredWith(answerTo(request), status, body);
    }

    @Test
    void aHandshakeWithoutAnUpgradeIsABadRequest() {
        isAnsweredWith(
                answerTo(TestSocket.request("GET", HANDSHAKE)),
                400,
                "{\"code\":3,\"message\":\"Bad request\"}");
    }

    @Test
    void aSecondWebSocketForASessionIsRefusedWhileTheFirstGoesOn() {
        TestSocket first = open();
        String sid = announcement(first).get("sid").asString();
        HttpRequest second = TestSocket.request("GET", HANDSHAKE + "&sid=" + sid);

        isAnsweredWith(
                ((Decision.Refuse) decisionOn(second)).response(),
                400,
                "{\"code\":3,\"message\":\"Bad request\"}");
        first.hearsNothing();

        first.ends(1001, SocketClosed.By.PEER);
        isAnsweredWith(
                ((Decision.Refuse) decisionOn(second)).response(),
                400,
                "{\"code\":1,\"message\":\"Session ID unknown\"}");
    }

    @Test
    void theFirstFrameAnnouncesTheSessionWithExactlyFiveKeys() {
        JsonNode announced = announcement(open());

        assertThat(announced.propertyNames())
                .containsExactlyInAnyOrder(
                        "sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
        assertThat(announced.get("upgrades").isArray()).isTrue();
        assertThat(announced.get("upgrades").size()).isZero();
        assertThat(announced.get("pingInterval").asInt()).isEqualTo(25_000);
        assertThat(announced.get("pingTimeout").asInt()).isEqualTo(60_000);
        assertThat(announced.get("maxPayload").asInt()).isEqualTo(1_000_000);
    }

    @Test
    void sessionIdsAreTwentyRandomCharacters() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            String sid = announcement(open()).get("sid").asString();
            assertThat(sid).matches("[A-Za-z0-9_-]{20}");
            ids.add(sid);
        }
        assertThat(ids).hasSize(100);
    }

    @Test
    void openSessionsAreCountedUntilTheyEnd() {
        TestSocket one = open();
        TestSocket two = open();
        assertThat(server.sessions()).isEqualTo(2);

        one.ends(1006, SocketClosed.By.LOST);
        two.ends(1001, SocketClosed.By.PEER);
        assertThat(server.sessions()).isZero();
    }

    private TestSocket open() {
        return TestSocket.open(server, TestSocket.request("GET", HANDSHAKE));
    }

    private static JsonNode announcement(TestSocket socket) {
        String packet = socket.hears();
        assertThat(packet).startsWith("0{");
        return JsonMapper.shared().readTree(packet.substring(1));
    }

    private Decision decisionOn(HttpRequest upgrade) {
        return server.decide(upgrade).toCompletableFuture().join();
    }

    private HttpResponse answerTo(HttpRequest request) {
        return server.handle(request).toCompletableFuture().join();
    }

    private static void isAnsweredWith(HttpResponse response, int status, String body) {
        assertThat(response.status()).isEqualTo(status);
        assertThat(new String(response.body(), StandardCharsets.UTF_8)).isEqualTo(body);
        assertThat(response.headers().get("Content-Type")).startsWith("application/json");
    }
}
