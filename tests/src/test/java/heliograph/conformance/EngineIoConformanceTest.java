package heliograph.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Engine.IO revision 4 on the WebSocket transport, on real sockets. */
class EngineIoConformanceTest {
    private static final String OPEN = "/engine.io/?EIO=4&transport=websocket";
    private static EchoApplication application;

    @BeforeAll
    static void start() {
        application = EchoApplication.start(0);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    static List<String> hosts() {
        return EchoApplication.loopbacks();
    }

    @ParameterizedTest
    @MethodSource("hosts")
    void aSessionOpensOnEachLoopbackAddressWithExactlyFiveKeys(String host) {
        String authority = host.contains(":") ? "[" + host + "]" : host;
        try (var client =
                RawWebSocket.open("ws://" + authority + ":" + application.port() + OPEN)) {
            String packet = client.hears();
            assertThat(packet).startsWith("0");
            JsonNode handshake = JsonMapper.shared().readTree(packet.substring(1));
            assertThat(handshake.propertyNames())
                    .containsExactlyInAnyOrder(
                            "sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
            assertThat(handshake.get("sid").asString()).hasSize(20);
            assertThat(handshake.get("upgrades").size()).isZero();
            assertThat(handshake.get("pingInterval").asInt()).isEqualTo(300);
            assertThat(handshake.get("pingTimeout").asInt()).isEqualTo(200);
            assertThat(handshake.get("maxPayload").asInt()).isEqualTo(1_000_000);
        }
    }

    @ParameterizedTest(name = "an upgrade to {0} is refused with code {1}")
    @CsvSource({
        "/engine.io/?transport=websocket,                     5, Unsupported protocol version",
        "/engine.io/?EIO=abc&transport=websocket,             5, Unsupported protocol version",
        "/engine.io/?EIO=3&transport=websocket,               5, Unsupported protocol version",
        "/engine.io/?EIO=4,                                   0, Transport unknown",
        "/engine.io/?EIO=4&transport=abc,                     0, Transport unknown",
        "/engine.io/?EIO=4&transport=polling,                 3, Bad request",
        "/engine.io/?EIO=4&transport=websocket&sid=abc,       1, Session ID unknown",
    })
    void aRefusedUpgradeIsAnsweredBeforeItHappensAndItsConnectionEnded(
            String target, int code, String message) {
        RawHttp.Answer answer = RawHttp.upgrade("127.0.0.1", application.port(), target);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
    }

    @ParameterizedTest(name = "{0} {1} without an upgrade is answered with code {2}")
    @CsvSource({
        "GET,  /engine.io/,                              0, Transport unknown",
        "GET,  /engine.io/?EIO=4&transport=abc,          0, Transport unknown",
        "GET,  /engine.io/?EIO=4&transport=websocket&sid=abc, 1, Session ID unknown",
        "POST, /engine.io/?EIO=4&transport=websocket,    2, Bad handshake method",
        "PUT,  /engine.io/?EIO=4&transport=websocket,    2, Bad handshake method",
        "GET,  /engine.io/?EIO=4&transport=websocket,    3, Bad request",
        "GET,  /engine.io/?EIO=3&transport=websocket,    5, Unsupported protocol version",
    })
    void aPlainRequestThatOpensNothingIsToldWhy(
            String method, String target, int code, String message) {
        RawHttp.Answer answer = RawHttp.request("127.0.0.1", application.port(), method, target);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
    }

    @Test
    void textAndBinaryMessagesComeBack() {
        try (var client = open()) {
            client.says("4hello");
            assertThat(client.hearsMessage()).isEqualTo("4hello");
            client.says("4é€😀 \u0000");
            assertThat(client.hearsMessage()).isEqualTo("4é€😀 \u0000");
            client.says("4");
            assertThat(client.hearsMessage()).isEqualTo("4");
            client.says(new byte[] {1, 2, 3, 4});
            assertThat(client.hearsBinary()).containsExactly(1, 2, 3, 4);
            client.says(new byte[0]);
            assertThat(client.hearsBinary()).isEmpty();
        }
    }

    @Test
    void messagesKeepTheirOrder() {
        try (var client = open()) {
            for (int i = 0; i < 200; i++) {
                client.says("4" + i);
            }
            for (int i = 0; i < 200; i++) {
                assertThat(client.hearsMessage()).isEqualTo("4" + i);
            }
        }
    }

    @Test
    void aMessageOfTheLargestSizeComesBack() {
        try (var client = open()) {
            String largest = "4" + "x".repeat(999_999);
            client.says(largest);
            assertThat(client.hearsMessage()).isEqualTo(largest);
            byte[] binary = new byte[1_000_000];
            Arrays.fill(binary, (byte) 7);
            client.says(binary);
            assertThat(client.hearsBinary()).isEqualTo(binary);
        }
    }

    @Test
    void aMessageAboveTheLargestSizeClosesTheSession() {
        try (var client = open()) {
            client.says("4" + "x".repeat(1_000_000));
            client.isClosedWith(1009);
        }
    }

    @Test
    void pingsAreSentAndPongsKeepTheSessionAlive() {
        try (var client = open()) {
            for (int i = 0; i < 3; i++) {
                assertThat(client.hears()).isEqualTo("2");
                client.says("3");
            }
            client.says("4alive");
            assertThat(client.hearsMessage()).isEqualTo("4alive");
        }
    }

    @Test
    void aMissingPongClosesTheSessionAtHalfASecond() {
        long from = System.nanoTime();
        try (var client = open()) {
            client.isClosedWith(1011);
            // Only the lower bound is the protocol's; the upper one leaves room for a busy machine.
            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .isBetween(Duration.ofMillis(500), Duration.ofMillis(1_500));
        }
    }

    @ParameterizedTest(name = "«{0}» closes the session")
    @ValueSource(strings = {"abc", "2", "2probe", "5", "0", "x4", "7"})
    void aPacketThatCannotBeClosesTheSession(String packet) {
        try (var client = open()) {
            client.says(packet);
            client.isClosedWith(1002);
        }
    }

    @Test
    void aClosePacketClosesTheSessionAndNothingIsEchoedAfterIt() {
        try (var client = open()) {
            client.says("1");
            client.says("4too late");
            client.isClosedWith(1000);
            assertThat(client.hasHeardAll()).isTrue();
        }
    }

    private static RawWebSocket open() {
        RawWebSocket client = RawWebSocket.open("ws://127.0.0.1:" + application.port() + OPEN);
        assertThat(client.hears()).startsWith("0{");
        return client;
    }
}
