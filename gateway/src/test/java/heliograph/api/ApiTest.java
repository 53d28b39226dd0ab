package heliograph.api;

import static heliograph.access.Requests.json;
import static heliograph.access.Requests.query;
import static heliograph.access.Requests.request;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.operation.EmbeddedRedis;
import heliograph.state.ConnectionState;
import heliograph.state.Entry.Said;
import heliograph.state.Inboxes;
import heliograph.state.Link;
import heliograph.state.Links;
import heliograph.state.NodeId;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Seat;
import heliograph.state.SessionId;
import heliograph.state.StateStore;
import heliograph.state.UserId;
import heliograph.state.Windows;
import heliograph.state.redis.RedisStateStore;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The HTTP side on a real Redis. */
class ApiTest {
    private static final JsonMapper JSON = new JsonMapper();
    private static final NodeId NODE = new NodeId("node-1");

    private static EmbeddedRedis redis;
    private static StateStore store;
    private static ApiClient api;

    @BeforeAll
    static void start() throws IOException {
        redis = EmbeddedRedis.start(System.getenv("PATH"));
        store = connect(redis);
        api = ApiClient.development(store);
        await(store.nodes().renew(NODE));
    }

    @AfterAll
    static void stop() {
        store.close();
        redis.close();
    }

    @Test
    void aRoomIsMadeAndShownAndListed() {
        HttpResponse made =
                post("alice", "{\"name\":\"Daily\",\"description\":\"ten\",\"maxParticipants\":4}");

        assertThat(made.status()).isEqualTo(201);
        JsonNode room = tree(made);
        String id = room.path("id").asString();
        assertThat(id).matches("[A-Za-z0-9_-]{20}");
        assertThat(made.headers()).containsEntry("Location", "/webrtc/rooms/" + id);
        assertThat(room.path("createdAt").asLong()).isPositive();
        assertThat(fields(room))
                .containsEntry("name", "Daily")
                .containsEntry("description", "ten")
                .containsEntry("maxParticipants", 4)
                .containsEntry("createdBy", "alice")
                .containsEntry("participantsCount", 0)
                .containsEntry("isFull", false)
                .hasSize(8);
        assertThat(tree(get("bob", "/webrtc/rooms/" + id))).isEqualTo(room);
        assertThat(tree(get("bob", "/webrtc/rooms"))).contains(room);
    }

    @Test
    void theListOfRoomsComesInPagesOldestFirst() throws IOException {
        try (EmbeddedRedis own = EmbeddedRedis.start(System.getenv("PATH"));
                StateStore few = connect(own)) {
            ApiClient client = ApiClient.development(few);
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 101; i++) {
                String id = "room-%03d".formatted(i);
                ids.add(id);
                await(
                        few.rooms()
                                .create(
                                        new Rooms.NewRoom(
                                                new RoomId(id),
                                                null,
                                                null,
                                                null,
                                                new UserId("maker " + i)))); // limits are per user
            }
            HttpRequest list = as("alice", "GET", "/webrtc/rooms");

            HttpResponse usual = client.send(list);
            assertThat(usual.headers())
                    .containsEntry("X-Total-Count", "101")
                    .containsEntry("Access-Control-Expose-Headers", "X-Total-Count");
            assertThat(ids(usual)).isEqualTo(ids.subList(0, 100));
            assertThat(ids(client.send(query(list, "limit", "1000")))).isEqualTo(ids);
            HttpResponse page = client.send(query(query(list, "offset", "98"), "limit", "2"));
            assertThat(ids(page)).isEqualTo(ids.subList(98, 100));
            assertThat(page.headers()).containsEntry("X-Total-Count", "101");
            assertThat(ids(client.send(query(list, "offset", "100")))).containsExactly("room-100");
            assertThat(ids(client.send(query(list, "offset", "2147483647")))).isEmpty();
        }
    }

    private static List<String> ids(HttpResponse rooms) {
        return tree(rooms).valueStream().map(room -> room.path("id").asString()).toList();
    }

    @Test
    void withoutABodyARoomHasNoNameAndTheUsualSeats() {
        HttpResponse made = api.send(as("alice", "POST", "/webrtc/rooms"));

        assertThat(made.status()).isEqualTo(201);
        assertThat(tree(made).path("name").isNull()).isTrue();
        assertThat(tree(made).path("description").isNull()).isTrue();
        assertThat(tree(made).path("maxParticipants").asInt())
                .isEqualTo(Windows.DEFAULTS.roomCapacity());
    }

    @Test
    void unknownFieldsAndNullsAreIgnored() {
        HttpResponse made = post("alice", "{\"name\":null,\"color\":\"red\",\"id\":\"mine\"}");

        assertThat(made.status()).isEqualTo(201);
        assertThat(tree(made).path("id").asString()).isNotEqualTo("mine");
    }

    @Test
    void participantsAreThoseWhoSitThereInOrderOfJoining() {
        RoomId room = room("alice");
        join(room, "carol", true, false);
        join(room, "bob", false, true);

        JsonNode participants = tree(get("alice", "/webrtc/rooms/" + room + "/participants"));

        assertThat(participants).hasSize(2);
        assertThat(participants.get(0).path("joinedAt").asLong()).isPositive();
        assertThat(fields(participants.get(0)))
                .containsEntry("userId", "carol")
                .containsEntry("audio", true)
                .containsEntry("video", false)
                .containsEntry("screen", false)
                .hasSize(5);
        assertThat(participants.get(1).path("userId").asString()).isEqualTo("bob");
    }

    @Test
    void aRoomWithoutAFreeSeatIsFull() {
        JsonNode made = tree(post("alice", "{\"maxParticipants\":2}"));
        RoomId room = new RoomId(made.path("id").asString());
        join(room, "bob", true, true);
        join(room, "carol", true, true);

        JsonNode shown = tree(get("alice", "/webrtc/rooms/" + room));

        assertThat(shown.path("participantsCount").asInt()).isEqualTo(2);
        assertThat(shown.path("isFull").asBoolean()).isTrue();
    }

    @Test
    void onlyWhoMadeARoomMayDeleteIt() {
        RoomId room = room("alice");

        HttpResponse refused = api.send(as("bob", "DELETE", "/webrtc/rooms/" + room));
        assertThat(refused.status()).isEqualTo(403);
        assertThat(ApiClient.body(refused))
                .isEqualTo(
                        "{\"code\":\"FORBIDDEN\",\"message\":\"only who made this room may delete"
                                + " it\"}");

        HttpResponse done = api.send(as("alice", "DELETE", "/webrtc/rooms/" + room));
        assertThat(done.status()).isEqualTo(200);
        assertThat(ApiClient.body(done))
                .isEqualTo("{\"roomId\":\"" + room + "\",\"success\":true}");
        assertThat(get("alice", "/webrtc/rooms/" + room).status()).isEqualTo(404);
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /webrtc/rooms/nowhere",
        "DELETE, /webrtc/rooms/nowhere",
        "GET, /webrtc/rooms/nowhere/participants",
        "GET, /webrtc/rooms/nowhere/peers/alice/bob",
    })
    void anUnknownRoomIs404(String method, String path) {
        HttpResponse answer = api.send(as("alice", method, path));

        assertThat(answer.status()).isEqualTo(404);
        assertThat(ApiClient.body(answer))
                .isEqualTo("{\"code\":\"NOT_FOUND\",\"message\":\"there is no such room\"}");
    }

    @Test
    void thePeersStatisticsSayWhatWasRecorded() {
        RoomId room = room("alice");
        Seat alice = join(room, "alice", true, true);
        join(room, "bob", true, true);
        Link link = new Link(room, new UserId("alice"), new UserId("bob"));
        assertThat(
                        await(
                                store.links()
                                        .relayOffer(
                                                new Links.Signal(
                                                        link,
                                                        alice.session(),
                                                        null,
                                                        null,
                                                        List.of(),
                                                        new Said("offer", "{}")))))
                .isEqualTo(new Links.Relayed.Accepted());
        store.connections()
                .updateConnectionState(link, ConnectionState.CONNECTING)
                .toCompletableFuture()
                .join();

        JsonNode peer = tree(get("bob", "/webrtc/rooms/" + room + "/peers/alice/bob"));

        assertThat(peer.path("peerKey").asString()).isEqualTo(room + ":alice:bob");
        assertThat(peer.path("state").asString()).isEqualTo("OFFER_SENT");
        assertThat(peer.path("offersSent").asInt()).isEqualTo(1);
        assertThat(peer.path("answersReceived").asInt()).isZero();
        assertThat(peer.path("connectionState").asString()).isEqualTo("connecting");
        assertThat(peer.path("iceConnectionState").isNull()).isTrue();
        assertThat(peer.path("failures").asInt()).isZero();
        assertThat(peer.path("restarts").asInt()).isZero();
        assertThat(peer.path("stale").asBoolean()).isFalse();
        assertThat(peer.path("history")).isNotEmpty();
        assertThat(peer.path("candidates").toString()).isEqualTo("{\"buffered\":0,\"applied\":0}");
        assertThat(
                        tree(get("bob", "/webrtc/rooms/" + room + "/peers/bob/alice"))
                                .path("state")
                                .asString())
                .isEqualTo("OFFER_RECEIVED");
    }

    @Test
    void idsMayHoldSlashesAndWhateverElseIsEncoded() {
        RoomId room = new RoomId("a/b %2F?");
        join(room, "u/1", true, true);
        join(room, "v", true, true);
        String path = "/webrtc/rooms/a%2Fb%20%252F%3F";

        assertThat(tree(get("v", path)).path("id").asString()).isEqualTo(room.value());
        assertThat(tree(get("v", path + "/participants"))).hasSize(2);
        JsonNode peer = tree(get("v", path + "/peers/u%2F1/v"));
        assertThat(peer.path("roomId").asString()).isEqualTo(room.value());
        assertThat(peer.path("userId").asString()).isEqualTo("u/1");
        assertThat(peer.path("targetUserId").asString()).isEqualTo("v");
        assertThat(get("v", "/webrtc/rooms/a/b").status()).isEqualTo(404);
        assertThat(api.send(as("u/1", "DELETE", path)).status()).isEqualTo(200);
        assertThat(get("v", path).status()).isEqualTo(404);
    }

    @Test
    void healthSaysThatRedisIsUpWithoutALogin() {
        HttpResponse answer = api.send(request("GET", "/webrtc/health"));

        assertThat(answer.status()).isEqualTo(200);
        JsonNode health = tree(answer);
        assertThat(health.path("status").asString()).isEqualTo("ok");
        assertThat(health.path("service").asString()).isEqualTo("WebRTC");
        assertThat(health.path("timestamp").asLong()).isEqualTo(ApiClient.NOW.toEpochMilli());
        assertThat(health.path("redis").path("status").asString()).isEqualTo("up");
        assertThat(health.path("redis").path("latencyMs").asDouble()).isPositive();
    }

    @Test
    void withoutRedisItIs503AndSaysWhenToTryAgain() throws IOException {
        EmbeddedRedis gone = EmbeddedRedis.start(System.getenv("PATH"));
        try (StateStore orphan = connect(gone)) {
            ApiClient client = ApiClient.development(orphan);
            gone.close();

            HttpResponse list = client.send(as("alice", "GET", "/webrtc/rooms"));
            assertThat(list.status()).isEqualTo(503);
            assertThat(list.headers()).containsEntry("Retry-After", "1");
            assertThat(tree(list).path("code").asString()).isEqualTo("UNAVAILABLE");

            HttpResponse health = client.send(request("GET", "/webrtc/health"));
            assertThat(health.status()).isEqualTo(503);
            assertThat(tree(health).path("status").asString()).isEqualTo("unavailable");
            assertThat(tree(health).path("redis").toString()).isEqualTo("{\"status\":\"down\"}");
        }
    }

    private static StateStore connect(EmbeddedRedis redis) {
        return RedisStateStore.connect(
                redis.url().toString(), Windows.DEFAULTS, Duration.ofSeconds(2), (_, _, _) -> {});
    }

    private static RoomId room(String creator) {
        return new RoomId(tree(post(creator, "{}")).path("id").asString());
    }

    private static Seat join(RoomId room, String user, boolean audio, boolean video) {
        Seat seat = new Seat(new UserId(user), new SessionId(user + "-" + room));
        await(
                store.inboxes()
                        .open(
                                new Inboxes.NewSession(
                                        seat.session(),
                                        "secret",
                                        seat.user(),
                                        NODE,
                                        new Said("connected", "{}"))));
        assertThat(
                        await(
                                store.rooms()
                                        .join(
                                                new Rooms.Join(
                                                        room,
                                                        seat,
                                                        NODE,
                                                        "{}",
                                                        audio,
                                                        video,
                                                        new Said("userJoined", "{}")))))
                .isInstanceOf(Rooms.Joined.Seated.class);
        return seat;
    }

    private static HttpResponse post(String user, String body) {
        return api.send(query(json(request("POST", "/webrtc/rooms"), body), "userId", user));
    }

    private static HttpResponse get(String user, String path) {
        return api.send(as(user, "GET", path));
    }

    private static HttpRequest as(String user, String method, String path) {
        return query(request(method, path), "userId", user);
    }

    private static Map<String, Object> fields(JsonNode object) {
        return JSON.convertValue(object, new TypeReference<Map<String, Object>>() {});
    }

    private static JsonNode tree(HttpResponse answer) {
        return JSON.readTree(answer.body());
    }

    private static <T> T await(CompletionStage<T> stage) {
        return stage.toCompletableFuture().join();
    }
}
