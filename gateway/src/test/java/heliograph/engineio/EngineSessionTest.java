package heliograph.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.transport.HttpRequest;
import heliograph.transport.SocketClosed;
import heliograph.transport.TestSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EngineSessionTest {
    private static final int MAX_PAYLOAD = 100;
    private static final Duration LONG = Duration.ofMinutes(1);

    private final ScheduledExecutorService timer = Timers.create("test-timer");
    private final List<EngineSession> opened = new ArrayList<>();
    private final RecordingListener listener = new RecordingListener();

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void textAndBinaryMessagesGoBothWays() {
        TestSocket client = open(LONG, LONG);
        client.says("4hello");
        client.says(new byte[] {1, 2, 3});
        client.says("4");
        assertThat(listener.messages).containsExactly("hello", new byte[] {1, 2, 3}, "");

        session().send("good day");
        session().send(new byte[] {4});
        session().send("");
        assertThat(client.hears()).isEqualTo("4good day");
        assertThat(client.hearsBinary()).containsExactly(4);
        assertThat(client.hears()).isEqualTo("4");
    }

    @ParameterizedTest(name = "the packet «{0}» ends the session")
    @ValueSource(strings = {"", "abc", "7", "9x", " 4", "0{}", "2", "2probe", "5", "\u0664x"})
    void aPacketThatCannotBeEndsTheSession(String packet) {
        TestSocket client = open(LONG, LONG);
        client.says(packet);
        client.isClosedWith(1002);
        listener.hearsTheEnd(EngineClosed.PARSE_ERROR);
        assertThat(listener.messages).isEmpty();
    }

    @Test
    void noopsAndUnexpectedPongsChangeNothing() {
        TestSocket client = open(LONG, LONG);
        client.says("6");
        client.says("3");
        client.says("4still here");
        client.hearsNothing();
        assertThat(listener.messages).containsExactly("still here");
    }

    @Test
    void aClosePacketEndsTheSessionByTheClient() {
        TestSocket client = open(LONG, LONG);
        client.says("1");
        client.isClosedWith(1000);
        listener.hearsTheEnd(EngineClosed.BY_CLIENT);
    }

    @ParameterizedTest(name = "a socket that ends with {0} by {1} is {2}")
    @CsvSource({
        "1000, PEER, TRANSPORT_LOST",
        "1001, PEER, BY_CLIENT",
        "1005, PEER, TRANSPORT_LOST",
        "1006, LOST, TRANSPORT_LOST",
        "1002, LOST, PARSE_ERROR",
        "1007, LOST, PARSE_ERROR",
        "1007, US, PARSE_ERROR",
        "1009, US, PARSE_ERROR",
        "1012, US, BY_SERVER",
        "1006, SLOW_READER, SLOW_READER",
        "1008, SLOW_READER, SLOW_READER",
    })
    void theEndOfTheSocketIsTheEndOfTheSession(int code, SocketClosed.By by, EngineClosed closed) {
        TestSocket client = open(LONG, LONG);
        client.ends(code, by);
        listener.hearsTheEnd(closed);
    }

    @Test
    void aCloseOfOursIsToldOnceAndNothingPassesAfterIt() {
        TestSocket client = open(LONG, LONG);
        session().close(1012, "restart");
        session().close(1008, "again");
        session().send("too late");
        session().send(new byte[1]);
        client.says("4too late");
        client.says(new byte[1]);

        client.isClosedWith(1012);
        listener.hearsTheEnd(EngineClosed.BY_SERVER);
        assertThat(listener.messages).isEmpty();
        assertThat(client.queuedBytes()).isZero();
    }

    @Test
    void theFirstReasonIsTheOneTold() {
        TestSocket client = open(LONG, LONG);
        client.says("nonsense");
        session().close(1012, "restart");
        listener.hearsTheEnd(EngineClosed.PARSE_ERROR);
        client.isClosedWith(1002);
    }

    @Test
    void aMessageOfTheLargestSizePassesAndOneByteMoreDoesNot() {
        TestSocket client = open(LONG, LONG);
        String largest = "x".repeat(MAX_PAYLOAD - 1);
        client.says("4" + largest);
        client.says(new byte[MAX_PAYLOAD]);
        assertThat(listener.messages).hasSize(2);

        client.says("4" + largest + "x");
        client.isClosedWith(1009);
        listener.hearsTheEnd(EngineClosed.PARSE_ERROR);
        assertThat(listener.messages).hasSize(2);
    }

    @Test
    void aBinaryMessageAboveTheLargestSizeEndsTheSession() {
        TestSocket client = open(LONG, LONG);
        client.says(new byte[MAX_PAYLOAD + 1]);
        client.isClosedWith(1009);
        listener.hearsTheEnd(EngineClosed.PARSE_ERROR);
    }

    @ParameterizedTest(name = "{0} times «{1}» is {2} bytes")
    @CsvSource({"49, é, 99", "33, €, 100", "24, 😀, 97"})
    void sizesAreBytesAndNotCharacters(int times, String character, int bytes) {
        TestSocket client = open(LONG, LONG);
        String message = character.repeat(times);
        client.says("4" + message);
        assertThat(listener.messages).containsExactly(message);

        client.says("4" + message + "x".repeat(MAX_PAYLOAD - bytes + 1));
        client.isClosedWith(1009);
    }

    @Test
    void anApplicationThatFailsLosesItsOwnSessionOnly() {
        EngineServer server =
                new EngineServer(
                        new EngineConfig(LONG, LONG, MAX_PAYLOAD),
                        request -> true,
                        session -> new FailingListener(),
                        timer);
        TestSocket client = TestSocket.open(server, handshake());
        client.says("4x");
        client.isClosedWith(1011);
    }

    @Test
    void pingsComeAtTheIntervalForAsLongAsPongsAnswer() {
        Duration interval = Duration.ofMillis(60);
        long from = System.nanoTime();
        TestSocket client = open(interval, LONG);
        for (int i = 0; i < 4; i++) {
            assertThat(client.hears()).isEqualTo("2");
            assertThat(Duration.ofNanos(System.nanoTime() - from)).isGreaterThanOrEqualTo(interval);
            from = System.nanoTime();
            client.says("3");
        }
        assertThat(client.isClosed()).isFalse();
    }

    @Test
    void aMissingPongEndsTheSessionAtItsDeadline() {
        long from = System.nanoTime();
        TestSocket client = open(Duration.ofMillis(150), Duration.ofMillis(100));
        client.says("4a message is no pong");
        client.isClosedWith(1011);
        assertThat(Duration.ofNanos(System.nanoTime() - from))
                .isBetween(Duration.ofMillis(250), Duration.ofMillis(1_500));
        listener.hearsTheEnd(EngineClosed.PING_TIMEOUT);
        assertThat(client.hears()).isEqualTo("2");
    }

    @Test
    void pongsNobodyWaitsForDoNotPutOffThePing() {
        TestSocket client = open(Duration.ofMillis(300), LONG);
        long from = System.nanoTime();
        do {
            client.says("3");
        } while (client.queuedBytes() == 0
                && System.nanoTime() - from < Duration.ofSeconds(3).toNanos());
        assertThat(client.hears()).isEqualTo("2");
    }

    @Test
    void anEndedSessionLeavesNothingInTheTimer() {
        var pool = (ScheduledThreadPoolExecutor) timer;
        TestSocket client = open(LONG, LONG);
        assertThat(pool.getQueue()).hasSize(1);
        client.ends(1006, SocketClosed.By.LOST);
        assertThat(pool.getQueue()).isEmpty();
    }

    private TestSocket open(Duration pingInterval, Duration pingTimeout) {
        EngineServer server =
                new EngineServer(
                        new EngineConfig(pingInterval, pingTimeout, MAX_PAYLOAD),
                        request -> true,
                        session -> {
                            opened.add(session);
                            return listener;
                        },
                        timer);
        TestSocket client = TestSocket.open(server, handshake());
        assertThat(client.hears()).startsWith("0{");
        return client;
    }

    private EngineSession session() {
        return opened.getFirst();
    }

    private static HttpRequest handshake() {
        return TestSocket.request("GET", "EIO=4&transport=websocket");
    }

    private static final class FailingListener implements EngineListener {
        @Override
        public void onMessage(String message) {
            throw new IllegalStateException("a fault");
        }

        @Override
        public void onMessage(byte[] message) {
            throw new IllegalStateException("a fault");
        }

        @Override
        public void onClose(EngineClosed closed) {
            // Nothing of its own to end.
        }
    }
}
