package heliograph.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Socket.IO revision 5 on the WebSocket transport, on real sockets. */
class SocketIoConformanceTest {
    private static EchoApplication application;

    @BeforeAll
    static void start() {
        application = EchoApplication.start(0);
    }

    @AfterAll
    static void stop() {
        application.close();
    }

    @Test
    void theRootNamespaceWelcomesAndSendsTheLoginBack() {
        try (var client = open()) {
            client.says("40");
            assertThat(client.hearsMessage()).matches("40\\{\"sid\":\"[A-Za-z0-9_-]{20}\"}");
            assertThat(client.hearsMessage()).isEqualTo("42[\"auth\",{}]");
        }
    }

    @Test
    void theRootNamespaceTakesALogin() {
        try (var client = open()) {
            client.says("40{\"token\":\"123\"}");
            assertThat(client.hearsMessage()).startsWith("40{\"sid\":");
            assertThat(client.hearsMessage()).isEqualTo("42[\"auth\",{\"token\":\"123\"}]");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"40/custom,", "40/custom"})
    void theCustomNamespaceWelcomes(String connect) {
        try (var client = open()) {
            client.says(connect);
            assertThat(client.hearsMessage())
                    .matches("40/custom,\\{\"sid\":\"[A-Za-z0-9_-]{20}\"}");
            assertThat(client.hearsMessage()).isEqualTo("42/custom,[\"auth\",{}]");
        }
    }

    @Test
    void theCustomNamespaceTakesALogin() {
        try (var client = open()) {
            client.says("40/custom,{\"token\":\"abc\"}");
            assertThat(client.hearsMessage()).startsWith("40/custom,{\"sid\":");
            assertThat(client.hearsMessage()).isEqualTo("42/custom,[\"auth\",{\"token\":\"abc\"}]");
        }
    }

    @Test
    void anUnknownNamespaceIsRefusedAndTheConnectionStays() {
        try (var client = open()) {
            client.says("40/random");
            assertThat(client.hearsMessage())
                    .isEqualTo("44/random,{\"message\":\"Invalid namespace\"}");
            client.says("40");
            assertThat(client.hearsMessage()).startsWith("40{\"sid\":");
        }
    }

    @ParameterizedTest(name = "«{0}» as the first packet closes the connection")
    @ValueSource(
            strings = {"4", "4abc", "40[]", "40\"x\"", "40{", "42[\"x\"]", "41", "4/random", "49"})
    void aFirstPacketThatCannotBeClosesTheConnection(String packet) {
        try (var client = open()) {
            client.says(packet);
            client.isClosedWith(1002);
        }
    }

    @ParameterizedTest(name = "«{0}» closes the connection")
    @ValueSource(
            strings = {
                "4abc",
                "40",
                "42{}",
                "42[]",
                "42[{\"toString\":1}]",
                "42[\"connect\"]",
                "42[\"message\"",
                "42/custom,[\"x\"]",
                "450-[\"message\"]",
                "45999999-[\"message\"]",
                "451-[\"message\",{\"_placeholder\":true,\"num\":1}]",
                "44{}",
                "47",
            })
    void aPacketThatCannotBeClosesTheConnection(String packet) {
        try (var client = connected()) {
            client.says(packet);
            client.isClosedWith(1002);
        }
    }

    @Test
    void deepJsonClosesTheConnectionOfItsSenderOnly() {
        try (var client = connected();
                var bystander = connected()) {
            client.says("42[\"message\"," + "[".repeat(100_000));
            client.isClosedWith(1002);
            bystander.says("42[\"message\",1]");
            assertThat(bystander.hearsMessage()).isEqualTo("42[\"message-back\",1]");
        }
    }

    @Test
    void silenceIsClosedAfterTheConnectTimeout() {
        long from = System.nanoTime();
        try (var client = open()) {
            String packet = client.hears();
            while (packet.equals("2") && System.nanoTime() - from < 700_000_000L) {
                client.says("3");
                packet = client.hears();
            }
            client.says("3");
            client.isClosedWith(1008);
            assertThat(Duration.ofNanos(System.nanoTime() - from))
                    .isBetween(Duration.ofSeconds(1), Duration.ofMillis(2_500));
        }
    }

    @Test
    void leavingANamespaceLeavesTheConnectionOpen() {
        try (var client = connected()) {
            client.says("40/custom");
            assertThat(client.hearsMessage()).startsWith("40/custom,{\"sid\":");
            assertThat(client.hearsMessage()).isEqualTo("42/custom,[\"auth\",{}]");
            client.says("41/custom,");
            client.says("42[\"message\",\"still here\"]");
            assertThat(client.hearsMessage()).isEqualTo("42[\"message-back\",\"still here\"]");
        }
    }

    @Test
    void leavingTheLastNamespaceLeavesTheHeartbeatGoing() {
        try (var client = connected()) {
            client.says("41");
            assertThat(client.hears()).isEqualTo("2");
            client.says("3");
            assertThat(client.hears()).isEqualTo("2");
        }
    }

    @Test
    void eventsComeBackWithTheirArguments() {
        try (var client = connected()) {
            client.says("42[\"message\",1,\"2\",{\"3\":[true]}]");
            assertThat(client.hearsMessage())
                    .isEqualTo("42[\"message-back\",1,\"2\",{\"3\":[true]}]");
            client.says("42[\"message\"]");
            assertThat(client.hearsMessage()).isEqualTo("42[\"message-back\"]");
        }
    }

    @Test
    void binaryEventsComeBackWithTheirAttachments() {
        try (var client = connected()) {
            client.says(
                    "452-[\"message\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            client.says(new byte[] {1, 2, 3});
            client.says(new byte[] {4, 5, 6});
            assertThat(client.hearsMessage())
                    .isEqualTo(
                            "452-[\"message-back\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            assertThat(client.hearsBinary()).containsExactly(1, 2, 3);
            assertThat(client.hearsBinary()).containsExactly(4, 5, 6);
        }
    }

    @Test
    void eventsAreAcknowledgedWithTheirArguments() {
        try (var client = connected()) {
            client.says("42456[\"message-with-ack\",1,\"2\",{\"3\":[false]}]");
            assertThat(client.hearsMessage()).isEqualTo("43456[1,\"2\",{\"3\":[false]}]");
        }
    }

    @Test
    void binaryEventsAreAcknowledgedWithTheirAttachments() {
        try (var client = connected()) {
            client.says(
                    "452-789[\"message-with-ack\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            client.says(new byte[] {1, 2, 3});
            client.says(new byte[] {4, 5, 6});
            assertThat(client.hearsMessage())
                    .isEqualTo(
                            "462-789[{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]");
            assertThat(client.hearsBinary()).containsExactly(1, 2, 3);
            assertThat(client.hearsBinary()).containsExactly(4, 5, 6);
        }
    }

    @Test
    void aStrayAttachmentClosesTheConnection() {
        try (var client = connected()) {
            client.says(new byte[] {1});
            client.isClosedWith(1002);
        }
    }

    private static RawWebSocket connected() {
        RawWebSocket client = open();
        client.says("40");
        assertThat(client.hearsMessage()).startsWith("40{\"sid\":");
        assertThat(client.hearsMessage()).isEqualTo("42[\"auth\",{}]");
        return client;
    }

    private static RawWebSocket open() {
        RawWebSocket client =
                RawWebSocket.open(
                        "ws://127.0.0.1:"
                                + application.port()
                                + "/socket.io/?EIO=4&transport=websocket");
        assertThat(client.hears()).startsWith("0{");
        return client;
    }
}
