package heliograph.containers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The second way to run Heliograph: Redis, three gateways, a load balancer without stickiness, a
 * TURN server.
 */
@DockerRequired(compose = true)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ComposeTest {
    private static final int STUN_PORT = 3478;

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = freePort();
    private final URI balancer = URI.create("http://localhost:" + port);
    private final Compose compose =
            new Compose(
                    "heliograph-test-" + port,
                    Map.of(
                            "HELIOGRAPH_PORT",
                            Integer.toString(port),
                            "JWT_SECRET",
                            Tokens.SECRET,
                            "TURN_SECRET",
                            "a secret of the compose test"));

    @BeforeAll
    void bringUp() {
        try {
            compose.up("balancer", "turn");
        } catch (AssertionError e) {
            compose.close();
            throw e;
        }
        await().atMost(Client.PATIENCE)
                .ignoreExceptionsInstanceOf(IOException.class)
                .untilAsserted(() -> assertThat(get("/readyz").statusCode()).isEqualTo(200));
    }

    @AfterAll
    void takeDown() {
        compose.close();
        http.close();
    }

    @ParameterizedTest
    @EnumSource(Protocol.class)
    void aCallIsSetUpThroughTheLoadBalancer(Protocol protocol) {
        Call call = new Call("signal-hill-" + protocol);
        try (Client alice = protocol.connect(balancer, "alice");
                Client bob = protocol.connect(balancer, "bob")) {
            call.join(alice);
            call.join(bob);
            call.setUp(alice, "alice", bob, "bob");
        }
    }

    @Test
    void theIceServersNameTheTurnServerWithACredential() throws Exception {
        String body = get("/webrtc/ice-servers").body();

        assertThat(body).contains("turn:localhost:3478", "\"username\"", "\"credential\"");
    }

    @Test
    void theTurnServerAnswersABindingRequest() {
        await().atMost(Client.PATIENCE)
                .ignoreExceptionsInstanceOf(SocketTimeoutException.class)
                .untilAsserted(() -> assertThat(binding()).isEqualTo((short) 0x0101));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/metrics/",
                "/metrics/x",
                "/%6Detrics",
                "/%6D%65trics/",
                "/METRICS"
            })
    void metricsAreNotForTheWorld(String path) throws Exception {
        HttpResponse<String> answer = get(path);
        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(answer.body()).doesNotContain("heliograph_");
    }

    /** Sends a STUN Binding request (RFC 8489, section 5) and returns the type of the answer. */
    private static short binding() throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(1_000);
            byte[] request =
                    ByteBuffer.allocate(20)
                            .putShort((short) 0x0001)
                            .putShort((short) 0)
                            .putInt(0x2112A442)
                            .put(new byte[12])
                            .array();
            socket.send(
                    new DatagramPacket(
                            request, request.length, InetAddress.getLoopbackAddress(), STUN_PORT));
            var answer = new DatagramPacket(new byte[548], 548);
            socket.receive(answer);
            return ByteBuffer.wrap(answer.getData()).getShort();
        }
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(balancer.resolve(path))
                        .timeout(Client.PATIENCE)
                        .header("Authorization", "Bearer " + Tokens.of("alice"))
                        .build(),
                BodyHandlers.ofString());
    }

    private static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new IllegalStateException("this machine has no free port", e);
        }
    }
}
