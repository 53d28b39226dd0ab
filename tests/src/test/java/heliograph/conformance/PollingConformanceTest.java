package heliograph.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/**
 * Engine.IO revision 4 on long polling (socketio-facts A5 and A7), with all requests to one node
 * and with each to another.
 */
@ParameterizedClass(name = "on {0} nodes")
@ValueSource(ints = {1, 3})
class PollingConformanceTest {
    private static final String PATH = "/engine.io/";
    private static final EchoClusters CLUSTERS = new EchoClusters();

    private final EchoCluster cluster;

    PollingConformanceTest(int nodes) {
        this.cluster = CLUSTERS.of(nodes);
    }

    @AfterAll
    static void stop() {
        CLUSTERS.close();
    }

    @Test
    void aSessionOpensWithExactlyFiveKeysAndAnnouncesTheUpgrade() {
        JsonNode handshake = open().handshake();
        assertThat(handshake.propertyNames())
                .containsExactlyInAnyOrder(
                        "sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload");
        assertThat(handshake.get("sid").asString()).hasSize(20);
        assertThat(handshake.get("upgrades").toString()).isEqualTo("[\"websocket\"]");
        assertThat(handshake.get("pingInterval").asInt()).isEqualTo(300);
        assertThat(handshake.get("pingTimeout").asInt()).isEqualTo(200);
        assertThat(handshake.get("maxPayload").asInt()).isEqualTo(1_000_000);
    }

    @ParameterizedTest(name = "{0} {1} is answered with code {2}")
    @CsvSource({
        "GET,  /engine.io/?transport=polling,                 5, Unsupported protocol version",
        "GET,  /engine.io/?EIO=abc&transport=polling,         5, Unsupported protocol version",
        "GET,  /engine.io/?EIO=3&transport=polling,           5, Unsupported protocol version",
        "POST, /engine.io/?EIO=4&transport=polling,           2, Bad handshake method",
        "PUT,  /engine.io/?EIO=4&transport=polling,           2, Bad handshake method",
        "GET,  /engine.io/?EIO=4&transport=polling&sid=abc,   1, Session ID unknown",
        "POST, /engine.io/?EIO=4&transport=polling&sid=abc,   1, Session ID unknown",
        "PUT,  /engine.io/?EIO=4&transport=polling&sid=abc,   3, Bad request",
    })
    void aRequestThatCannotBeServedIsToldWhy(
            String method, String target, int code, String message) {
        RawHttp.Answer answer = RawHttp.request("127.0.0.1", cluster.port(), method, target);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.body())
                .isEqualTo("{\"code\":" + code + ",\"message\":\"" + message + "\"}");
    }

    @Test
    void messagesComeBackInOneBody() {
        PollingClient client = open();
        client.says("4test1\u001e4é€😀\u001ebAQIDBA==\u001e4");
        RawHttp.Answer answer = client.get();
        assertThat(answer.body()).isEqualTo("4test1\u001e4é€😀\u001ebAQIDBA==\u001e4");
        assertThat(answer.header("content-type"))
                .isEqualToIgnoringCase("text/plain; charset=UTF-8");
        assertThat(answer.header("cache-control")).isEqualTo("no-store");
    }

    @Test
    void aPostIsAnsweredWithOk() {
        RawHttp.Answer answer = open().post("4x");
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.body()).isEqualTo("ok");
        assertThat(answer.header("content-type")).startsWith("text/html");
        assertThat(answer.header("content-length")).isEqualTo("2");
    }

    @Test
    void aGetWaitsForSomethingToSay() {
        PollingClient client = open();
        CompletableFuture<RawHttp.Answer> waiting = client.getting();
        client.says("4now");
        assertThat(PollingClient.now(waiting).body()).isEqualTo("4now");
    }

    @Test
    void messagesOfManyPostsKeepTheirOrder() {
        PollingClient client = open();
        List<String> heard = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            client.says("4" + 2 * i + "\u001e4" + (2 * i + 1));
            if (i % 5 == 4) {
                hear(client, heard);
            }
        }
        while (heard.size() < 120) {
            hear(client, heard);
        }
        assertThat(heard).isEqualTo(numbers(120));
    }

    /** What one GET brings; a ping is answered. */
    static void hear(PollingClient client, List<String> heard) {
        for (String packet : client.hears()) {
            if (packet.equals("2")) {
                client.says("3");
            } else {
                heard.add(packet);
            }
        }
    }

    static List<String> numbers(int count) {
        List<String> numbers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            numbers.add("4" + i);
        }
        return numbers;
    }

    @Test
    void aBodyHoldsNoMoreThanTheLargestPayload() {
        PollingClient client = open();
        String big = "4" + "x".repeat(399_999);
        client.says(big + "\u001e" + big);
        client.says(big);
        List<String> first = client.hears();
        assertThat(first).hasSize(2).containsOnly(big);
        assertThat(client.hears()).containsExactly(big);
    }

    @Test
    void aMessageOfTheLargestSizeComesBackAndALargerBodyIsRefused() {
        PollingClient client = open();
        String largest = "4" + "x".repeat(999_999);
        client.says(largest);
        assertThat(client.hears()).containsExactly(largest);
        assertThat(client.post(largest + "x").status()).isEqualTo(413);
    }

    @Test
    void aBinaryBodyIsRefusedAndEndsTheSession() {
        PollingClient client = open();
        assertThat(client.post("4x", "application/octet-stream").status()).isEqualTo(400);
        endsSoon(client);
    }

    @ParameterizedTest(name = "«{0}» in a POST ends the session")
    @ValueSource(
            strings = {"abc", "", "2", "5", "0", "7", "2probe", "b=A", "4x\u001e", "4x\u001eq"})
    void aPacketThatCannotBeEndsTheSession(String body) {
        PollingClient client = open();
        client.post(body);
        assertThat(client.get().status()).isEqualTo(400);
    }

    @Test
    void aSecondGetEndsTheFirstAndTheSession() {
        PollingClient client = open();
        CompletableFuture<RawHttp.Answer> first = client.getting();
        Awaitility.await().pollDelay(Duration.ofMillis(50)).until(() -> !first.isDone());
        RawHttp.Answer second = client.get();
        assertThat(PollingClient.now(first).body()).isEqualTo("1");
        assertThat(second.status()).isEqualTo(400);
        assertThat(client.get().status()).isEqualTo(400);
    }

    @Test
    void aGetThatIsGivenUpEndsTheSession() {
        PollingClient client = open();
        client.givesUpAGet();
        endsSoon(client);
    }

    @Test
    void aClosePacketEndsTheGetThatWaitsAndTheSession() {
        PollingClient client = open();
        CompletableFuture<RawHttp.Answer> waiting = client.getting();
        client.says("1");
        assertThat(PollingClient.now(waiting).body()).isEqualTo("6");
        assertThat(client.get().status()).isEqualTo(400);
        assertThat(client.post("4x").status()).isEqualTo(400);
    }

    @Test
    void pingsAreSentAndPongsKeepTheSessionAlive() {
        PollingClient client = open();
        for (int i = 0; i < 3; i++) {
            assertThat(client.hears()).containsExactly("2");
            client.says("3");
        }
        client.says("4alive");
        assertThat(client.hears()).containsExactly("4alive");
    }

    @Test
    void aMissingPongIsVisibleAtHalfASecondEvenWhenTheOwnerIsLate() {
        PollingClient client = open();
        long opened = System.nanoTime();
        Awaitility.await()
                .pollDelay(Duration.ofMillis(500))
                .until(() -> System.nanoTime() - opened >= 500_000_000L);
        assertThat(client.get().status()).isEqualTo(400);
    }

    @Test
    void aGetThatWaitsForAPongThatDoesNotComeIsEnded() {
        PollingClient client = open();
        assertThat(client.hears()).containsExactly("2");
        RawHttp.Answer last = client.get();
        assertThat(last.body()).isEqualTo("1");
        assertThat(client.get().status()).isEqualTo(400);
    }

    private PollingClient open() {
        return PollingClient.open(cluster, PATH);
    }

    private static void endsSoon(PollingClient client) {
        Awaitility.await()
                .atMost(Duration.ofMillis(250))
                .until(() -> client.post("4still there?").status() == 400);
        assertThat(client.get().status()).isEqualTo(400);
    }
}
