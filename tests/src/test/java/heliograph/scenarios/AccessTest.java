package heliograph.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import heliograph.client.PlainClient;
import heliograph.client.SocketIoClient;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Who is let in, and as whom (wire contract, section "Where"). */
class AccessTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final String PLAIN = "/webrtc/ws";
    private static final String SOCKET_IO = "/socket.io/?EIO=4&transport=websocket";
    private static final String OUR_PAGE = "https://call.example";
    private static final Duration HOUR = Duration.ofHours(1);
    private static Cluster cluster;

    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String wish = "{\"roomId\":\"room-" + UUID.randomUUID() + "\"}";

    @BeforeAll
    static void start() {
        cluster =
                Cluster.start(
                        1,
                        Map.of(
                                "HOST",
                                "127.0.0.1",
                                "JWT_SECRET",
                                Jwt.SECRET,
                                "JWT_CLOCK_SKEW",
                                "0",
                                "CORS_ORIGIN",
                                OUR_PAGE));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    private static String token(String user) {
        return Jwt.of(Map.of("sub", user), HOUR);
    }

    private static Client connect(Protocol protocol, String user, String token) {
        int port = cluster.port(0);
        return switch (protocol) {
            case SOCKET_IO -> SocketIoClient.open(port, user, auth(token));
            case PLAIN ->
                    PlainClient.open(
                            URI.create("ws://127.0.0.1:" + port + PLAIN),
                            user,
                            Map.of("Authorization", "Bearer " + token));
        };
    }

    private static String auth(String token) {
        return "{\"token\":\"" + token + "\"}";
    }

    private void plainIsUnauthorized(Map<String, String> headers) {
        try (BarePeer peer = BarePeer.upgrade(cluster.port(0), PLAIN, headers)) {
            assertThat(peer.status()).isEqualTo(401);
            assertThat(JSON.readTree(peer.untilTheEnd()).path("code").asString())
                    .isEqualTo("UNAUTHORIZED");
        }
    }

    @Test
    void withoutATokenTheUpgradeIsRefused() {
        plainIsUnauthorized(Map.of());
    }

    @Test
    void aTokenThatIsNoneIsRefusedBeforeTheUpgrade() {
        plainIsUnauthorized(Map.of("Authorization", "Bearer nonsense"));
    }

    @Test
    void aTokenOfAnotherSecretIsRefusedBeforeTheUpgrade() {
        String foreign =
                Jwt.signed(Map.of("sub", alice), HOUR, "another secret of the same good length");
        plainIsUnauthorized(Map.of("Authorization", "Bearer " + foreign));
    }

    @Test
    void anExpiredTokenIsRefusedBeforeTheUpgrade() {
        String old = Jwt.of(Map.of("sub", alice), HOUR.negated());
        plainIsUnauthorized(Map.of("Authorization", "Bearer " + old));
    }

    @Test
    void aUserIdInTheQueryIsNoLogin() {
        try (BarePeer peer =
                BarePeer.upgrade(cluster.port(0), PLAIN + "?userId=" + alice, Map.of())) {
            assertThat(peer.status()).isEqualTo(401);
        }
    }

    @Test
    void aForeignPageIsRefusedBeforeThePlainUpgradeEvenWithAToken() {
        Map<String, String> headers =
                Map.of(
                        "Origin",
                        "https://foreign.example",
                        "Authorization",
                        "Bearer " + token(bob));
        try (BarePeer peer = BarePeer.upgrade(cluster.port(0), PLAIN, headers)) {
            assertThat(peer.status()).isEqualTo(403);
            assertThat(JSON.readTree(peer.untilTheEnd()).path("code").asString())
                    .isEqualTo("FORBIDDEN");
        }
    }

    @Test
    void aForeignPageIsRefusedBeforeTheEngineIoUpgrade() {
        Map<String, String> headers = Map.of("Origin", "https://foreign.example");
        try (BarePeer peer = BarePeer.upgrade(cluster.port(0), SOCKET_IO, headers)) {
            assertThat(peer.status()).isEqualTo(403);
            assertThat(JSON.readTree(peer.untilTheEnd()).has("code")).isTrue();
        }
    }

    private static HttpResponse<String> polls(String method, String origin) {
        return cluster.send(
                HttpRequest.newBuilder(
                                URI.create(
                                        "http://127.0.0.1:"
                                                + cluster.port(0)
                                                + "/socket.io/?EIO=4&transport=polling"))
                        .header("Origin", origin)
                        .method(method, BodyPublishers.noBody()));
    }

    @Test
    void aForeignPageOpensNoSessionOnLongPolling() {
        long before = sessionsOnLongPolling();
        HttpResponse<String> refused = polls("GET", "https://foreign.example");
        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(JSON.readTree(refused.body()).path("code").asInt()).isEqualTo(4);
        assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(sessionsOnLongPolling()).isEqualTo(before);
    }

    private static long sessionsOnLongPolling() {
        return cluster.redis().keys("hg:eio:*").size();
    }

    @Test
    void ourPageOpensASessionOnLongPollingAndMayReadTheAnswer() {
        HttpResponse<String> preflight = polls("OPTIONS", OUR_PAGE);
        assertThat(preflight.statusCode()).isBetween(200, 204);
        HttpResponse<String> opened = polls("GET", OUR_PAGE);
        assertThat(opened.statusCode()).isEqualTo(200);
        assertThat(opened.body()).startsWith("0{\"sid\":");
        for (HttpResponse<String> answer : List.of(preflight, opened)) {
            assertThat(answer.headers().firstValue("Access-Control-Allow-Origin"))
                    .contains(OUR_PAGE);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {PLAIN, SOCKET_IO})
    void ourPageIsLetIn(String target) {
        Map<String, String> headers =
                Map.of("Origin", OUR_PAGE, "Authorization", "Bearer " + token(bob));
        try (BarePeer peer = BarePeer.upgrade(cluster.port(0), target, headers)) {
            assertThat(peer.status()).isEqualTo(101);
        }
    }

    @Test
    void theTokenMayComeInTheQuery() {
        URI uri =
                URI.create(
                        "ws://127.0.0.1:"
                                + cluster.port(0)
                                + PLAIN
                                + "?access_token="
                                + token(alice));
        try (Client client = PlainClient.open(uri, alice, Map.of())) {
            assertThat(client.ask("joinRoom", wish).path("user").path("userId").asString())
                    .isEqualTo(alice);
        }
    }

    @ParameterizedTest
    @EnumSource
    void theUserIsTheSubject(Protocol protocol) {
        String token = Jwt.of(Map.of("sub", alice, "id", "somebody-else"), HOUR);
        try (Client client = connect(protocol, alice, token)) {
            assertThat(client.ask("joinRoom", wish).path("user").path("userId").asString())
                    .isEqualTo(alice);
        }
    }

    @ParameterizedTest
    @EnumSource
    void withoutASubjectTheUserIsTheId(Protocol protocol) {
        try (Client client = connect(protocol, alice, Jwt.of(Map.of("id", alice), HOUR))) {
            assertThat(client.ask("joinRoom", wish).path("user").path("userId").asString())
                    .isEqualTo(alice);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whatTheTokenTellsOfAUserIsShownToAll(Protocol protocol) {
        Map<String, String> shown =
                Map.of(
                        "name", "Ada",
                        "lastName", "Lovelace",
                        "username", "ada",
                        "avatar", "https://call.example/ada.png");
        Map<String, Object> claims = new HashMap<>(shown);
        claims.put("sub", bob);
        try (Client first = connect(protocol, alice, token(alice));
                Client second = connect(protocol, bob, Jwt.of(claims, HOUR))) {
            first.ask("joinRoom", wish);
            JsonNode user = second.ask("joinRoom", wish).path("user");
            JsonNode told = first.hears("userJoined");
            assertThat(shown)
                    .allSatisfy((field, value) -> {
                        assertThat(user.path(field).asString()).isEqualTo(value);
                        assertThat(told.path(field).asString()).isEqualTo(value);
                    });
        }
    }

    @Test
    void aBadTokenInTheConnectPacketIsAnsweredAndTheConnectionStays() {
        try (SocketIoClient client =
                SocketIoClient.knock(cluster.port(0), alice, auth("nonsense"))) {
            JsonNode refusal = client.isRefused();
            assertThat(refusal.path("data").path("code").asString()).isEqualTo("UNAUTHORIZED");
            assertThat(refusal.path("message").asString()).isNotEmpty();

            client.knockAgain(auth(token(alice)));
            assertThat(client.ask("joinRoom", wish).path("user").path("userId").asString())
                    .isEqualTo(alice);
        }
    }

    @ParameterizedTest
    @EnumSource
    void whoseTokenRunsOutIsCutAndKeepsTheSeatUntilTheyComeBack(Protocol protocol) {
        // Times in tokens are whole seconds: this one is good for one second to two.
        String shortLived = Jwt.of(Map.of("sub", bob), Duration.ofSeconds(2));
        String room = JSON.readTree(wish).path("roomId").asString();
        try (Client watching = connect(protocol, alice, token(alice));
                Client expiring = connect(protocol, bob, shortLived)) {
            watching.ask("joinRoom", wish);
            expiring.ask("joinRoom", wish);
            watching.hears("userJoined");

            assertThat(expiring.hears("error").path("code").asString()).isEqualTo("UNAUTHORIZED");
            assertThat(expiring.isClosed().code()).isEqualTo(4003);

            try (Client back = connect(protocol, bob, token(bob))) {
                back.ask("joinRoom", wish);
                watching.hears("userJoined");
                watching.hasNotHeard("userLeft", back, room);
            }
        }
    }
}
