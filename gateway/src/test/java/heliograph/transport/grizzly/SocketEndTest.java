package heliograph.transport.grizzly;

import static heliograph.transport.grizzly.RawClient.concat;
import static heliograph.transport.grizzly.RawClient.frame;
import static heliograph.transport.grizzly.RawClient.hex;
import static heliograph.transport.grizzly.RawClient.text;
import static heliograph.transport.grizzly.RecordingEndpoint.next;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.Socket;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketClosed.By;
import heliograph.transport.SocketListener;
import heliograph.transport.TransportConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How WebSockets end, and what each side hears of it. */
class SocketEndTest {
    private static final int MAX_QUEUED = 300_000;

    private final RecordingEndpoint echo = new RecordingEndpoint();
    private final RecordingEndpoint failing =
            new RecordingEndpoint() {
                @Override
                SocketListener listener(Socket socket) {
                    SocketListener echoing = super.listener(socket);
                    return new SocketListener() {
                        @Override
                        public void onText(String text) {
                            throw new IllegalStateException("on purpose");
                        }

                        @Override
                        public void onBinary(byte[] binary) {
                            socket.close(4001, "as agreed");
                            echoing.onBinary(binary);
                        }

                        @Override
                        public void onClose(SocketClosed closed) {
                            echoing.onClose(closed);
                        }
                    };
                }
            };
    private final RecordingEndpoint neverOpen =
            new RecordingEndpoint() {
                @Override
                SocketListener listener(Socket socket) {
                    throw new IllegalStateException("on purpose");
                }
            };
    private final Server server =
            GrizzlyServer.start(
                    new TransportConfig(
                            List.of("127.0.0.1"),
                            0,
                            200_000,
                            MAX_QUEUED,
                            1,
                            Duration.ofMillis(300),
                            RecordingEndpoint.FAREWELL),
                    new Routes()
                            .socket("/echo", echo)
                            .socket("/failing", failing)
                            .socket("/never", neverOpen));

    @AfterEach
    void stop() {
        server.close();
    }

    @ParameterizedTest(name = "close code {0}")
    @CsvSource({"1000", "1001", "1008", "1011", "3000", "4999"})
    void aCloseFrameOfThePeerIsAnsweredAndEndsTcp(int code) {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            client.says(concat(text("last"), frame(0x88, hex("%04x".formatted(code)))));
            assertThat(client.hears().text()).isEqualTo("last");
            assertThat(client.hearsClose()).isEqualTo(code);
            assertThat(client.hearsEnd()).isTrue();
        }
        assertThat(next(echo.events)).isEqualTo("text last");
        assertThat(next(echo.events)).isEqualTo("close " + code + " PEER");
    }

    @Test
    void aCloseFrameWithoutCodeIsThePeersToo() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            client.says(frame(0x88, new byte[0]));
            assertThat(client.hearsClose()).isEqualTo(1000);
            assertThat(client.hearsEnd()).isTrue();
        }
        assertThat(next(echo.ends)).isEqualTo(new SocketClosed(1005, By.PEER));
    }

    @Test
    void tcpThatEndsWithoutCloseFrameIsLost() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            client.says(text("only words"));
            client.hears();
        }
        assertThat(next(echo.ends)).isEqualTo(new SocketClosed(1006, By.LOST));
    }

    @Test
    void tcpThatEndsInsideAFrameIsLost() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            client.says(hex("81 85 00000000 6869"));
        }
        assertThat(next(echo.ends)).isEqualTo(new SocketClosed(1006, By.LOST));
        assertThat(echo.events).hasSize(1);
    }

    @Test
    void ourCloseComesAfterWhatIsQueuedAndNothingComesAfterIt() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            Socket socket = next(echo.sockets);
            for (int i = 0; i < 50; i++) {
                socket.send("message " + i);
            }
            socket.close(4000, "enough");
            socket.send("too late");
            socket.close(4002, "again");
            for (int i = 0; i < 50; i++) {
                assertThat(client.hears().text()).isEqualTo("message " + i);
            }
            RawClient.Frame close = client.hears();
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(close.text()).endsWith("enough");
            client.says(concat(text("ignored"), frame(0x88, hex("0FA0"))));
            assertThat(client.hearsEnd()).isTrue();
        }
        assertThat(next(echo.ends)).isEqualTo(new SocketClosed(4000, By.US));
        assertThat(echo.events).as("nothing after our close").hasSize(1);
    }

    @Test
    void aPeerThatDoesNotAnswerOurCloseIsCutAfterTheGrace() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            long start = System.nanoTime();
            next(echo.sockets).close(1001, "going");
            assertThat(next(echo.ends)).isEqualTo(new SocketClosed(1001, By.US));
            assertThat(client.hearsClose()).isEqualTo(1001);
            assertThat(client.hearsEnd()).isTrue();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(Linger.GRACE.minusMillis(100), Linger.GRACE.plusSeconds(1));
        }
    }

    @Test
    void aReasonThatIsTooLongIsLeftOut() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            next(echo.sockets).close(4000, "x".repeat(124));
            RawClient.Frame close = client.hears();
            assertThat(close.closeCode()).isEqualTo(4000);
            assertThat(close.payload()).hasSize(2);
        }
    }

    @Test
    void aListenerThatThrowsEndsItsConnectionAndNoOther() {
        try (RawClient other = RawClient.upgraded(server.port(), "/echo");
                RawClient client = RawClient.upgraded(server.port(), "/failing")) {
            client.says(text("x"));
            assertThat(client.hearsClose()).isEqualTo(1011);
            assertThat(next(failing.ends)).isEqualTo(new SocketClosed(1011, By.US));
            other.says(text("still here"));
            assertThat(other.hears().text()).isEqualTo("still here");
        }
    }

    @Test
    void aListenerThatCannotBeMadeEndsItsConnection() {
        try (RawClient client = RawClient.upgraded(server.port(), "/never")) {
            assertThat(client.hearsClose()).isEqualTo(1011);
        }
    }

    @Test
    void aListenerThatClosesHearsTheEndAfterTheMessageInHand() {
        try (RawClient client = RawClient.upgraded(server.port(), "/failing")) {
            client.says(concat(frame(0x82, new byte[3]), text("never heard")));
            assertThat(client.hearsClose()).isEqualTo(4001);
        }
        assertThat(next(failing.events)).isEqualTo("binary 3");
        assertThat(next(failing.events)).isEqualTo("close 4001 US");
        assertThat(failing.events).isEmpty();
    }

    @Test
    void aReaderThatDoesNotReadIsCutAtTheBound() {
        try (RawClient other = RawClient.upgraded(server.port(), "/echo");
                RawClient client = new RawClient(server.port(), 4_096)) {
            next(echo.sockets);
            client.says(RawClient.handshake("/echo"));
            assertThat(client.answer().status()).isEqualTo(101);
            Socket socket = next(echo.sockets);
            String message = "x".repeat(10_000);
            long most = 0;
            int sent = 0;
            while (echo.ends.isEmpty() && sent < 10_000) {
                socket.send(message);
                most = Math.max(most, socket.queuedBytes());
                sent++;
            }
            assertThat(next(echo.ends)).isEqualTo(new SocketClosed(4008, By.SLOW_READER));
            assertThat(most).isBetween(MAX_QUEUED / 2L, (long) MAX_QUEUED);
            assertThat(server.slowReaders()).isEqualTo(1);
            // It still reads nothing: the farewell cannot be delivered and TCP is cut.
            await().untilAsserted(() -> assertThat(socket.queuedBytes()).isZero());
            other.says(text("still here"));
            assertThat(other.hears().text()).isEqualTo("still here");
        }
    }

    @Test
    void aReaderThatReadsAgainAfterTheBoundHearsAllThatWaitedAndWhyItEnds() {
        try (RawClient client = new RawClient(server.port(), 4_096)) {
            client.says(RawClient.handshake("/echo"));
            assertThat(client.answer().status()).isEqualTo(101);
            Socket socket = next(echo.sockets);
            int sent = 0;
            while (echo.ends.isEmpty() && sent < 10_000) {
                socket.send("x".repeat(10_000));
                sent++;
            }
            assertThat(next(echo.ends)).isEqualTo(new SocketClosed(4008, By.SLOW_READER));
            RawClient.Frame close = client.hears();
            int heard = 0;
            while (close.firstByte() == 0x81) {
                assertThat(close.payload()).hasSize(10_000);
                heard++;
                close = client.hears();
            }
            // Some were refused; the end is told by a thread of its own, so how many is open.
            assertThat(heard).isBetween(MAX_QUEUED / 10_000 - 1, sent - 1);
            assertThat(close.closeCode()).isEqualTo(4008);
            assertThat(new String(close.payload(), 2, close.payload().length - 2, UTF_8))
                    .isEqualTo("too slow a reader");
            assertThat(client.hearsEnd()).isTrue();
        }
    }

    @Test
    void ourCloseOfAReaderThatDoesNotReadEndsItAfterTheGrace() {
        try (RawClient client = new RawClient(server.port(), 4_096)) {
            client.says(RawClient.handshake("/echo"));
            assertThat(client.answer().status()).isEqualTo(101);
            Socket socket = next(echo.sockets);
            while (socket.queuedBytes() < 100_000) {
                socket.send("x".repeat(10_000));
            }
            socket.close(4000, "enough");
            assertThat(next(echo.ends)).isEqualTo(new SocketClosed(4000, By.US));
            await().untilAsserted(() -> assertThat(socket.queuedBytes()).isZero());
        }
    }

    @Test
    void aSilentWebSocketOutlivesTheIdleTimeOfHttp() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo");
                RawClient http = new RawClient(server.port())) {
            assertThat(http.hearsEnd()).as("HTTP is idle for too long").isTrue();
            try (RawClient again = new RawClient(server.port())) {
                assertThat(again.hearsEnd()).isTrue();
            }
            client.says(text("still here"));
            assertThat(client.hears().text()).isEqualTo("still here");
        }
    }

    @Test
    void pingsAreAnsweredAndOurPingsAreHeard() {
        try (RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            client.says(frame(0x89, hex("0102")));
            RawClient.Frame pong = client.hears();
            assertThat(pong.firstByte()).isEqualTo(0x8A);
            assertThat(pong.payload()).isEqualTo(hex("0102"));
            next(echo.sockets).ping();
            RawClient.Frame ping = client.hears();
            assertThat(ping.firstByte()).isEqualTo(0x89);
            client.says(frame(0x8A, ping.payload()));
            assertThat(next(echo.events)).isEqualTo("pong");
        }
    }
}
