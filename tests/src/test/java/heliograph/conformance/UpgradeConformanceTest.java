package heliograph.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The upgrade from long polling to WebSocket (socketio-facts A6), at the node that owns the session
 * and at others.
 */
@ParameterizedClass(name = "on {0} nodes")
@ValueSource(ints = {1, 3})
class UpgradeConformanceTest {
    private static final EchoClusters CLUSTERS = new EchoClusters();

    private final EchoCluster cluster;

    UpgradeConformanceTest(int nodes) {
        this.cluster = CLUSTERS.of(nodes);
    }

    @AfterAll
    static void stop() {
        CLUSTERS.close();
    }

    @Test
    void theWebSocketBecomesTheTransport() {
        PollingClient client = open();
        try (RawWebSocket socket = client.opensWebSocket()) {
            probe(socket);
            assertThat(client.hears()).as("a GET that comes").containsExactly("6");
            socket.says("5");
            socket.says("4hello");
            assertThat(socket.hearsMessage()).isEqualTo("4hello");
            socket.says(new byte[] {1, 2});
            assertThat(socket.hearsBinary()).containsExactly(1, 2);
        }
    }

    @Test
    void aGetThatWaitsIsAnsweredAtOnceWhenTheProbeCame() {
        PollingClient client = open();
        CompletableFuture<RawHttp.Answer> waiting = client.getting();
        try (RawWebSocket socket = client.opensWebSocket()) {
            probe(socket);
            assertThat(waiting.orTimeout(200, java.util.concurrent.TimeUnit.MILLISECONDS).join())
                    .extracting(RawHttp.Answer::body)
                    .isEqualTo("6");
        }
    }

    @Test
    void whatWaitedComesFirstAndOnce() {
        PollingClient client = open();
        try (RawWebSocket socket = client.opensWebSocket()) {
            client.says("4a\u001ebAQI=");
            probe(socket);
            client.says("4b");
            socket.says("5");
            socket.says("4c");
            assertThat(socket.hearsMessage()).isEqualTo("4a");
            assertThat(socket.hearsBinary()).containsExactly(1, 2);
            assertThat(socket.hearsMessage()).isEqualTo("4b");
            assertThat(socket.hearsMessage()).isEqualTo("4c");
            assertThat(socket.hasHeardAll()).isTrue();
        }
    }

    @Test
    void afterTheUpgradeHttpIsRefusedAndTheWebSocketWorksOn() {
        PollingClient client = open();
        try (RawWebSocket socket = upgraded(client)) {
            assertThat(client.get().status()).isEqualTo(400);
            assertThat(client.post("4x").status()).isEqualTo(400);
            socket.says("4hello");
            assertThat(socket.hearsMessage()).isEqualTo("4hello");
        }
    }

    @Test
    void probeAndUpgradeAtOnceLeaveNoMomentForAnHttpRequest() {
        PollingClient client = open();
        try (RawWebSocket socket = client.opensWebSocket()) {
            socket.says("2probe");
            socket.says("5");
            // Without this the GET, on a connection of its own, could be there before the probe.
            assertThat(socket.hears()).isEqualTo("3probe");
            assertThat(client.get().status()).isEqualTo(400);
            socket.says("4hello");
            assertThat(socket.hearsMessage()).isEqualTo("4hello");
        }
    }

    @Test
    void aSecondWebSocketIsClosedAndTheFirstWorksOn() {
        PollingClient client = open();
        try (RawWebSocket socket = upgraded(client);
                RawWebSocket second = client.opensWebSocket()) {
            second.isClosed();
            socket.says("4hello");
            assertThat(socket.hearsMessage()).isEqualTo("4hello");
        }
    }

    @Test
    void aSecondWebSocketIsClosedWhileTheFirstProbes() {
        PollingClient client = open();
        try (RawWebSocket socket = client.opensWebSocket();
                RawWebSocket early = client.opensWebSocket()) {
            probe(socket);
            early.says("2probe");
            early.says("5");
            early.isClosed();
            try (RawWebSocket late = client.opensWebSocket()) {
                late.isClosed();
            }
            socket.says("5");
            socket.says("4hello");
            assertThat(socket.hearsMessage()).isEqualTo("4hello");
        }
    }

    @ParameterizedTest(name = "«{0}» instead of a probe closes the WebSocket, and polling goes on")
    @ValueSource(strings = {"2", "5", "4hello", "3probe", "2prob", ""})
    void anythingButAProbeClosesTheWebSocket(String first) {
        PollingClient client = open();
        try (RawWebSocket socket = client.opensWebSocket()) {
            socket.says(first);
            socket.isClosed();
            client.says("4on");
            assertThat(client.hearsMessage()).isEqualTo("4on");
        }
    }

    @ParameterizedTest(name = "«{0}» after the probe closes the WebSocket, and polling goes on")
    @ValueSource(strings = {"2probe", "4hello", "6"})
    void anythingButAnUpgradeAfterTheProbeClosesTheWebSocket(String second) {
        PollingClient client = open();
        try (RawWebSocket socket = client.opensWebSocket()) {
            probe(socket);
            socket.says(second);
            socket.isClosed();
            pollsOn(client);
        }
    }

    @Test
    void aWebSocketThatGoesWhileItProbesLeavesPollingAsItWas() {
        PollingClient client = open();
        try (RawWebSocket socket = client.opensWebSocket()) {
            probe(socket);
        }
        pollsOn(client);
    }

    @Test
    void anUpgradeThatTakesTooLongIsGivenUpAndThePollingGoesOn() {
        PollingClient client = open();
        long from = System.nanoTime();
        try (RawWebSocket socket = client.opensWebSocket()) {
            probe(socket);
            socket.isClosed();
            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .isGreaterThanOrEqualTo(
                            EchoApplication.UPGRADE_TIMEOUT.minus(Duration.ofMillis(50)));
        }
        pollsOn(client);
    }

    @Test
    void theHeartbeatPausesWhileAProbeIsOpenAndGoesOnAfterTheUpgrade() {
        PollingClient client = open();
        try (RawWebSocket socket = client.opensWebSocket()) {
            probe(socket);
            long from = System.nanoTime();
            Awaitility.await()
                    .pollDelay(Duration.ofMillis(700))
                    .until(() -> System.nanoTime() - from >= 700_000_000L);
            socket.says("5");
            assertThat(socket.hears()).isEqualTo("2");
            socket.says("3");
            assertThat(socket.hears()).isEqualTo("2");
            socket.isClosedWith(1011);
        }
    }

    /** Numbers are said without a break, first by POST, then on the WebSocket. */
    @RepeatedTest(5)
    void nothingIsLostDoubledOrOutOfOrderWhileUpgradingUnderTraffic() {
        PollingClient client = open();
        List<String> heard = new ArrayList<>();
        try (RawWebSocket socket = client.opensWebSocket()) {
            int said = 0;
            CompletableFuture<RawHttp.Answer> waiting = client.getting();
            for (int round = 0; round < 10; round++) {
                client.says(batch(said, 20));
                said += 20;
                if (waiting.isDone()) {
                    hear(client, waiting, heard);
                    waiting = client.getting();
                }
            }
            socket.says("2probe");
            assertThat(socket.hears()).isEqualTo("3probe");
            client.says(batch(said, 20));
            said += 20;
            hear(client, waiting, heard);
            socket.says("5");
            for (int i = 0; i < 200; i++) {
                socket.says("4" + said++);
            }
            while (heard.size() < said) {
                heard.add(socket.hearsMessage());
            }
            assertThat(heard).isEqualTo(PollingConformanceTest.numbers(said));
            assertThat(socket.hasHeardAll()).isTrue();
        }
    }

    private static void hear(
            PollingClient client, CompletableFuture<RawHttp.Answer> waiting, List<String> heard) {
        for (String packet : PollingClient.now(waiting).body().split("\u001e", -1)) {
            switch (packet) {
                case "2" -> client.says("3");
                case "6" -> {}
                default -> heard.add(packet);
            }
        }
    }

    private static String batch(int from, int count) {
        return IntStream.range(from, from + count)
                .mapToObj(i -> "4" + i)
                .collect(Collectors.joining("\u001e"));
    }

    @Test
    void aSocketIoClientKeepsItsNamespaceAcknowledgementsAndHalfAPacket() {
        PollingClient client = PollingClient.open(cluster, "/socket.io/");
        client.says("40");
        List<String> welcome = client.hears();
        assertThat(welcome).hasSize(2);
        assertThat(welcome.getFirst()).startsWith("40{\"sid\":");
        assertThat(welcome.getLast()).isEqualTo("42[\"auth\",{}]");
        try (RawWebSocket socket = client.opensWebSocket()) {
            client.says("451-[\"message\",{\"_placeholder\":true,\"num\":0}]");
            client.says("3");
            probe(socket);
            socket.says("5");
            socket.says(new byte[] {7, 8});
            socket.says("427[\"message-with-ack\",\"x\"]");
            assertThat(socket.hearsMessage())
                    .isEqualTo("451-[\"message-back\",{\"_placeholder\":true,\"num\":0}]");
            assertThat(socket.hearsBinary()).containsExactly(7, 8);
            assertThat(socket.hearsMessage()).isEqualTo("437[\"x\"]");
            socket.says("42[\"message\",1]");
            assertThat(socket.hearsMessage()).isEqualTo("42[\"message-back\",1]");
        }
    }

    private PollingClient open() {
        return PollingClient.open(cluster, "/engine.io/");
    }

    private static void probe(RawWebSocket socket) {
        socket.says("2probe");
        assertThat(socket.hears()).isEqualTo("3probe");
    }

    private static RawWebSocket upgraded(PollingClient client) {
        RawWebSocket socket = client.opensWebSocket();
        probe(socket);
        socket.says("5");
        socket.says("4upgraded");
        assertThat(socket.hearsMessage()).isEqualTo("4upgraded");
        return socket;
    }

    /** GETs may still be answered for the probe until every node knows that it failed. */
    private static void pollsOn(PollingClient client) {
        client.says("4on");
        List<String> heard = new ArrayList<>();
        while (!heard.contains("4on")) {
            for (String packet : client.hears()) {
                if (packet.equals("2")) {
                    client.says("3");
                }
                heard.add(packet);
            }
        }
        assertThat(heard).containsOnlyOnce("4on");
    }
}
