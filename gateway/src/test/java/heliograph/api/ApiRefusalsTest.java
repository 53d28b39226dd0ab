package heliograph.api;

import static heliograph.access.Requests.header;
import static heliograph.access.Requests.json;
import static heliograph.access.Requests.query;
import static heliograph.access.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import heliograph.access.Keys;
import heliograph.access.Origins;
import heliograph.state.Candidates;
import heliograph.state.Connections;
import heliograph.state.Exchange;
import heliograph.state.Inboxes;
import heliograph.state.Links;
import heliograph.state.Nodes;
import heliograph.state.Rooms;
import heliograph.state.StateStore;
import heliograph.state.StoreHealth;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests that must end before anybody asks the store: here, asking it is a failure. */
class ApiRefusalsTest {
    private static final class Untouchable implements StateStore {
        @Override
        public Rooms rooms() {
            throw new AssertionError("asked for rooms");
        }

        @Override
        public Links links() {
            throw new AssertionError("asked for links");
        }

        @Override
        public Connections connections() {
            throw new AssertionError("asked for connections");
        }

        @Override
        public Candidates candidates() {
            throw new AssertionError("asked for candidates");
        }

        @Override
        public Inboxes inboxes() {
            throw new AssertionError("asked for inboxes");
        }

        @Override
        public Exchange exchange() {
            throw new AssertionError("asked for inboxes");
        }

        @Override
        public Nodes nodes() {
            throw new AssertionError("asked for nodes");
        }

        @Override
        public CompletionStage<StoreHealth> health() {
            throw new AssertionError("asked for health");
        }

        @Override
        public void close(Duration within) {}
    }

    private final ApiClient withTokens = ApiClient.withTokens(new Untouchable(), Origins.ANY);
    private final ApiClient development = ApiClient.development(new Untouchable());

    @ParameterizedTest
    @CsvSource({
        "GET, /webrtc/ice-servers",
        "GET, /webrtc/rooms",
        "POST, /webrtc/rooms",
        "GET, /webrtc/rooms/r",
        "DELETE, /webrtc/rooms/r",
        "GET, /webrtc/rooms/r/participants",
        "GET, /webrtc/rooms/r/peers/alice/bob",
    })
    void withoutATokenItIs401AndSaysWhatIsAskedFor(String method, String path) {
        HttpResponse answer = withTokens.send(request(method, path));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers())
                .containsEntry("WWW-Authenticate", "Bearer realm=\"heliograph\"");
        assertThat(ApiClient.body(answer))
                .isEqualTo("{\"code\":\"UNAUTHORIZED\",\"message\":\"a token is needed\"}");
    }

    @Test
    void aTokenThatDoesNotHoldIs401WithItsReason() {
        HttpResponse answer =
                withTokens.send(
                        header(request("GET", "/webrtc/rooms"), "authorization", "Bearer x.y.z"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(answer.headers())
                .containsEntry(
                        "WWW-Authenticate", "Bearer realm=\"heliograph\", error=\"invalid_token\"");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "limit  | 0          | 1 to 1000",
                "limit  | 1001       | 1 to 1000",
                "limit  | ten        | 1 to 1000",
                "limit  | ''         | 1 to 1000",
                "limit  | 1.5        | 1 to 1000",
                "offset | -1         | 0 to 2147483647",
                "offset | 2147483648 | 0 to 2147483647",
                "offset | ' 1'       | 0 to 2147483647",
            })
    void aPageThatCannotBeIs400AndNamesTheParameter(String name, String value, String range)
            throws JOSEException {
        HttpResponse answer =
                withTokens.send(as("alice", query(request("GET", "/webrtc/rooms"), name, value)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(ApiClient.body(answer))
                .isEqualTo(
                        "{\"code\":\"BAD_REQUEST\",\"message\":\"%s: must be a whole number from %s\",\"field\":\"%s\"}"
                                .formatted(name, range, name));
    }

    @Test
    void inDevModeAUserIdIsAskedFor() {
        HttpResponse answer = development.send(request("GET", "/webrtc/rooms"));

        assertThat(answer.status()).isEqualTo(401);
        assertThat(ApiClient.body(answer))
                .isEqualTo("{\"code\":\"UNAUTHORIZED\",\"message\":\"userId is needed\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/webrtc/ice-servers/more",
                "/webrtc/health/more",
                "/webrtc/rooms/r/other",
                "/webrtc/rooms/r/participants/more",
                "/webrtc/rooms/r/peers",
                "/webrtc/rooms/r/peers/alice",
                "/webrtc/rooms/r/peers/alice/bob/more"
            })
    void anUnknownPathIs404(String path) throws JOSEException {
        HttpResponse answer = withTokens.send(as("alice", request("GET", path)));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(ApiClient.body(answer))
                .isEqualTo("{\"code\":\"NOT_FOUND\",\"message\":\"there is no such path\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "POST   | /webrtc/ice-servers             | GET, HEAD",
                "DELETE | /webrtc/health                  | GET, HEAD",
                "PUT    | /webrtc/rooms                   | GET, HEAD, POST",
                "PATCH  | /webrtc/rooms/r                 | DELETE, GET, HEAD",
                "POST   | /webrtc/rooms/r                 | DELETE, GET, HEAD",
                "DELETE | /webrtc/rooms/r/participants    | GET, HEAD",
                "POST   | /webrtc/rooms/r/peers/alice/bob | GET, HEAD",
            })
    void aMethodThatIsNotThereIs405WithThoseThatAre(String method, String path, String allow)
            throws JOSEException {
        HttpResponse answer = withTokens.send(as("alice", request(method, path)));

        assertThat(answer.status()).isEqualTo(405);
        assertThat(answer.headers()).containsEntry("Allow", allow);
        assertThat(ApiClient.body(answer))
                .isEqualTo(
                        "{\"code\":\"BAD_REQUEST\",\"message\":\"allowed here: " + allow + "\"}");
    }

    static Stream<List<String>> badBodies() {
        return Stream.of(
                List.of("{", "body", "must be a JSON object"),
                List.of("[]", "body", "must be a JSON object"),
                List.of("\"name\"", "body", "must be a JSON object"),
                List.of("null", "body", "must be a JSON object"),
                List.of("{\"name\":\"a\"", "body", "must be a JSON object"),
                List.of("{} {}", "body", "must be a JSON object"),
                List.of("{\"a\":".repeat(1_000), "body", "must be a JSON object"),
                List.of("{\"name\":5}", "name", "must be a string"),
                List.of("{\"name\":[\"a\"]}", "name", "must be a string"),
                List.of(
                        "{\"name\":\"" + "n".repeat(201) + "\"}",
                        "name",
                        "must have at most 200 characters"),
                List.of("{\"description\":{}}", "description", "must be a string"),
                List.of(
                        "{\"description\":\"" + "d".repeat(2001) + "\"}",
                        "description",
                        "must have at most 2000 characters"),
                List.of("{\"maxParticipants\":1}", "maxParticipants", LIMITS),
                List.of("{\"maxParticipants\":1001}", "maxParticipants", LIMITS),
                List.of("{\"maxParticipants\":-5}", "maxParticipants", LIMITS),
                List.of("{\"maxParticipants\":2.5}", "maxParticipants", LIMITS),
                List.of("{\"maxParticipants\":1e400}", "maxParticipants", LIMITS),
                List.of("{\"maxParticipants\":99999999999}", "maxParticipants", LIMITS),
                List.of("{\"maxParticipants\":\"4\"}", "maxParticipants", LIMITS),
                List.of("{\"maxParticipants\":true}", "maxParticipants", LIMITS));
    }

    private static final String LIMITS = "must be a whole number from 2 to 1000";

    @ParameterizedTest
    @MethodSource("badBodies")
    void aBadBodyIs400AndNamesTheField(List<String> bad) throws JOSEException {
        HttpResponse answer =
                withTokens.send(
                        as("alice", json(request("POST", "/webrtc/rooms"), bad.getFirst())));

        String field = bad.get(1);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(ApiClient.body(answer))
                .isEqualTo(
                        "{\"code\":\"BAD_REQUEST\",\"message\":\""
                                + field
                                + ": "
                                + bad.get(2)
                                + "\",\"field\":\""
                                + field
                                + "\"}");
    }

    @Test
    void aBodyOfAnotherTypeIs415() throws JOSEException {
        HttpRequest form =
                header(json(request("POST", "/webrtc/rooms"), "{}"), "content-type", "text/plain");

        assertThat(withTokens.send(as("alice", form)).status()).isEqualTo(415);
    }

    @Test
    void aBodyThatIsTooLargeIs413() throws JOSEException {
        String large = "{\"other\":\"" + "x".repeat(70_000) + "\"}";

        assertThat(
                        withTokens
                                .send(as("alice", json(request("POST", "/webrtc/rooms"), large)))
                                .status())
                .isEqualTo(413);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /webrtc/rooms/a\tb, roomId",
        "DELETE, /webrtc/rooms/a\tb, roomId",
        "GET, /webrtc/rooms//participants, roomId",
        "GET, /webrtc/rooms/r/peers//bob, userId",
        "GET, /webrtc/rooms/r/peers/alice/b\tb, targetUserId",
    })
    void anImpossibleIdentityIs400AndNamesIt(String method, String path, String field)
            throws JOSEException {
        HttpResponse answer = withTokens.send(as("alice", request(method, path)));

        assertThat(answer.status()).isEqualTo(400);
        assertThat(ApiClient.body(answer)).contains("\"field\":\"" + field + "\"");
    }

    @Test
    void aForeignPageIs403AndAnAllowedOneHearsItsOrigin() throws JOSEException {
        ApiClient restricted =
                ApiClient.withTokens(
                        new Untouchable(), Origins.of(List.of("https://call.example")));
        HttpRequest asked = as("alice", request("GET", "/webrtc/ice-servers"));

        assertThat(restricted.send(header(asked, "origin", "https://evil.example")).status())
                .isEqualTo(403);
        HttpResponse allowed = restricted.send(header(asked, "origin", "https://call.example"));
        assertThat(allowed.status()).isEqualTo(200);
        assertThat(allowed.headers())
                .containsEntry("Access-Control-Allow-Origin", "https://call.example");
    }

    @Test
    void iceServersAreForUsersWhereThereAreTokensAndForAllInDevMode() throws JOSEException {
        String stun =
                "{\"iceServers\":[{\"urls\":\"stun:stun.l.google.com:19302\"},"
                        + "{\"urls\":\"stun:stun1.l.google.com:19302\"},"
                        + "{\"urls\":\"stun:stun2.l.google.com:19302\"},"
                        + "{\"urls\":\"stun:stun3.l.google.com:19302\"},"
                        + "{\"urls\":\"stun:stun4.l.google.com:19302\"}],\"timestamp\":"
                        + ApiClient.NOW.toEpochMilli()
                        + "}";

        assertThat(
                        ApiClient.body(
                                withTokens.send(
                                        as("alice", request("GET", "/webrtc/ice-servers")))))
                .isEqualTo(stun);
        assertThat(ApiClient.body(development.send(request("GET", "/webrtc/ice-servers"))))
                .isEqualTo(stun);
    }

    @Test
    void timeLimitedTurnCredentialsAreMadeForTheUserWhoAsks() {
        HttpResponse answer =
                ApiClient.developmentWithTurn(new Untouchable())
                        .send(query(request("GET", "/webrtc/ice-servers"), "userId", "alice"));

        assertThat(ApiClient.body(answer))
                .contains("{\"urls\":[\"turn:a.example\",\"turns:b.example\"],\"username\":\"")
                .contains(":alice\",\"credential\":\"")
                .endsWith(",\"ttl\":3600}");
        assertThat(answer.headers()).containsEntry("Cache-Control", "no-store");
    }

    private static HttpRequest as(String user, HttpRequest request) throws JOSEException {
        return header(request, "authorization", "Bearer " + Keys.token(user));
    }
}
