package heliograph.scenarios;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A node that is told to stop: it takes nobody any more and sends away who is there, by and by. */
class DrainTest {
    private static final int CLIENTS = 30;
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final Duration STOP = Duration.ofSeconds(8);
    private static final String ROOM = "{\"roomId\":\"drained\"}";

    private final GatewayProcess gateway =
            GatewayProcess.start(
                    Map.of(
                            "PORT", "0",
                            "DRAIN_TIME", "" + DRAIN.toMillis(),
                            "STOP_TIMEOUT", "" + STOP.toMillis()));
    private final List<Client> clients = new ArrayList<>();

    @AfterEach
    void end() {
        gateway.close();
    }

    private void manyAreThere() {
        int port = gateway.port();
        for (int i = 0; i < CLIENTS; i++) {
            Protocol protocol = i % 2 == 0 ? Protocol.SOCKET_IO : Protocol.PLAIN;
            Client client = protocol.connect(port, "user" + i);
            client.ask("joinRoom", ROOM);
            clients.add(client);
        }
    }

    private long open() {
        return clients.stream().filter(Client::isOpen).count();
    }

    private static Duration since(long nanoTime) {
        return Duration.ofNanos(System.nanoTime() - nanoTime);
    }

    @Test
    void clientsAreSentAwayOneAfterTheOtherAndServedUntilThen() {
        manyAreThere();

        gateway.terminate();

        await().atMost(STOP).pollInterval(Duration.ofMillis(10)).until(() -> open() < CLIENTS);
        long first = System.nanoTime();
        // Where all go at once there is no such moment.
        await().atMost(STOP)
                .pollInterval(Duration.ofMillis(10))
                .until(this::open, open -> open > CLIENTS / 4 && open < CLIENTS * 3 / 4);
        assertThat(clients).as("still there and served").anyMatch(DrainTest::isServed);
        await().atMost(STOP).pollInterval(Duration.ofMillis(10)).until(() -> open() == 0);
        assertThat(since(first)).as("first to last").isBetween(DRAIN.dividedBy(2), STOP);
        assertThat(clients).extracting(client -> client.isClosed().code()).containsOnly(1012);
        assertThat(gateway.ends(STOP)).isEqualTo(143); // 128 + SIGTERM
    }

    private static boolean isServed(Client client) {
        try {
            return client.isOpen()
                    && client.ask("toggleAudio", "{\"roomId\":\"drained\",\"enabled\":false}")
                            .path("success")
                            .asBoolean();
        } catch (AssertionError sentAway) {
            return false;
        }
    }

    @Test
    void itIsNotReadyAtOnceAndTakesNobody() throws IOException {
        manyAreThere();
        int port = gateway.port();
        // What is new is refused, so these ask on connections that are there already; the answer
        // 503
        // ends one.
        try (Kept first = new Kept(port);
                Kept second = new Kept(port)) {
            assertThat(first.status("/readyz")).isEqualTo(200);
            assertThat(second.status("/livez")).isEqualTo(200);

            gateway.terminate();

            await().atMost(DRAIN)
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> first.status("/readyz") == 503);
            assertThat(open()).as("still there").isGreaterThan(CLIENTS / 2);
            assertThat(second.status("/livez")).isEqualTo(200);
            assertThat(
                            second.status(
                                    "/webrtc/ws?userId=late",
                                    "Connection: Upgrade",
                                    "Upgrade: websocket",
                                    "Sec-WebSocket-Version: 13",
                                    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="))
                    .isEqualTo(503);
            assertThatThrownBy(() -> new Kept(port).close()).isInstanceOf(ConnectException.class);
        }
    }

    /** An HTTP connection that serves one request after the other. */
    private static final class Kept implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader answers;

        Kept(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            answers = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
        }

        /** The status of the answer to a GET. */
        int status(String path, String... headers) throws IOException {
            String more = Stream.of(headers).map(line -> line + "\r\n").collect(joining());
            socket.getOutputStream()
                    .write(
                            ("GET " + path + " HTTP/1.1\r\nHost: x\r\n" + more + "\r\n")
                                    .getBytes(US_ASCII));
            int status = Integer.parseInt(answers.readLine().split(" ", -1)[1]);
            int length = 0;
            for (String line = answers.readLine(); !line.isEmpty(); line = answers.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(line.substring(line.indexOf(':') + 1).strip());
                }
            }
            for (long left = length; left > 0; left -= answers.skip(left)) {}
            return status;
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }

    @Test
    void aClientThatDoesNotAnswerDoesNotDelayTheEnd() {
        manyAreThere();
        clients.forEach(Client::stopReading);

        long asked = System.nanoTime();
        gateway.terminate();

        assertThat(gateway.ends(STOP.plusSeconds(5))).isEqualTo(143);
        assertThat(since(asked)).isLessThan(STOP.plusSeconds(2));
    }
}
