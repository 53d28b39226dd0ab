package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.operation.EmbeddedRedis;
import heliograph.scenarios.GatewayProcess;
import heliograph.scenarios.Jwt;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** A client on long polling alone loses the node that owns its Engine.IO session. */
class PollingNodeDeathTest {
    private static final Duration END = Duration.ofSeconds(20);

    private static EmbeddedRedis redis;
    private static SocketIoClients clients;
    private static GatewayProcess survivor;

    private GatewayProcess owner;
    private RoundRobin balancer;
    private final Room room = Room.fresh();
    private final String aliceId = Stage.newUser("alice");
    private final String bobId = Stage.newUser("bob");

    @BeforeAll
    static void start() throws IOException {
        redis = EmbeddedRedis.start(System.getenv("PATH"));
        survivor = gateway();
        clients = SocketIoClients.start();
    }

    @AfterAll
    static void stop() {
        clients.close();
        survivor.close();
        redis.close();
    }

    private static GatewayProcess gateway() {
        return GatewayProcess.start(
                Map.of(
                        "JWT_SECRET",
                        Jwt.SECRET,
                        "HOST",
                        "127.0.0.1",
                        "PORT",
                        "0",
                        "NODE_LEASE",
                        "2000",
                        "REDIS_URL",
                        redis.url().toString()));
    }

    /** The first request, which is the handshake, goes to the node that will die. */
    @BeforeEach
    void startTheOwner() {
        owner = gateway();
        balancer = RoundRobin.before(List.of(owner.port(), survivor.port()));
    }

    @AfterEach
    void stopTheOwner() {
        balancer.close();
        owner.close();
    }

    private SocketIoClient page(String user, String version, URI url, Map<String, ?> more) {
        Map<String, Object> options = new HashMap<>(more);
        options.put("auth", Map.of("token", Stage.token(user)));
        options.put("reconnectionDelay", 50);
        return clients.open(user + "/" + version, version, url, "/webrtc", options);
    }

    @ParameterizedTest(name = "client {0}")
    @ValueSource(strings = {"4.8", "4.6"})
    void whenItIsKilledTheClientIsResumedAtAnother(String version) {
        isResumedAfter(version, GatewayProcess::kill);
    }

    @ParameterizedTest(name = "client {0}")
    @ValueSource(strings = {"4.8", "4.6"})
    void whenItIsStoppedTheClientIsResumedAtAnother(String version) {
        isResumedAfter(version, GatewayProcess::terminate);
    }

    private void isResumedAfter(String version, Consumer<GatewayProcess> end) {
        Map<String, ?> polling = Map.of("transports", List.of("polling"));
        SocketIoClient alice = page(aliceId, version, balancer.url(), polling);
        String id = alice.connects().path("id").asString();
        SocketIoClient bob =
                page(bobId, version, URI.create("http://127.0.0.1:" + survivor.port()), Map.of());
        bob.connects();
        alice.asks("joinRoom", room.only());
        bob.asks("joinRoom", room.only());
        alice.hears("userJoined");

        end.accept(owner);
        owner.ends(END);
        bob.says("offer", room.to(aliceId, Map.of("sdp", Room.sdp("offer"))));

        alice.disconnects();
        JsonNode back = alice.connects();
        assertThat(back.path("recovered").asBoolean()).isTrue();
        assertThat(back.path("id").asString()).isEqualTo(id);
        assertThat(alice.hears("offer").path("fromUserId").asString()).isEqualTo(bobId);
        assertThat(
                        alice.asks("answer", room.to(bobId, Map.of("sdp", Room.sdp("answer"))))
                                .path("success")
                                .asBoolean())
                .isTrue();
        assertThat(alice.heardSoFar("offer")).hasSize(1);
        assertThat(bob.heardSoFar("userLeft")).isEmpty();
        alice.disconnect();
        bob.disconnect();
    }
}
