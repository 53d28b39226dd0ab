package heliograph.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * A fault that no check foresees: a seat in Redis that this version cannot read, as another version
 * or another program may leave it. Who meets it is told INTERNAL_ERROR and nothing of the cause,
 * which is in the log; everybody else goes on.
 */
class FaultTest {
    /** Of the fields of a seat that are separated by tabs (redis/KEYS.md). */
    private static final int MEDIA = 4;

    private static Cluster cluster;

    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private Client seated;

    @BeforeAll
    static void start() {
        cluster = Cluster.start(1, Map.of());
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void damage() {
        seated = Protocol.PLAIN.connect(cluster.port(0), alice);
        join(seated, room);
        byte[] seats = ("hg:{" + room + "}:seats").getBytes(UTF_8);
        String[] fields =
                new String(cluster.redis().hget(seats, alice.getBytes(UTF_8)), UTF_8)
                        .split("\t", -1);
        // One flag where there are three.
        fields[MEDIA] = "1";
        cluster.redis()
                .hset(seats, alice.getBytes(UTF_8), String.join("\t", fields).getBytes(UTF_8));
    }

    @AfterEach
    void leave() {
        seated.close();
    }

    private static void join(Client client, String room) {
        JsonNode answer = client.ask("joinRoom", "{\"roomId\":\"" + room + "\"}");
        assertThat(answer.path("roomId").asString()).as(answer.toString()).isEqualTo(room);
    }

    @ParameterizedTest
    @EnumSource
    void whoMeetsItIsToldSoAndStaysConnected(Protocol protocol) {
        try (Client client = protocol.connect(cluster.port(0), bob);
                LogLines log = LogLines.of("heliograph.signaling")) {
            JsonNode refused = client.ask("joinRoom", "{\"roomId\":\"" + room + "\"}");
            JsonNode error = client.hears("error");

            assertThat(refused.path("success").asBoolean(true)).isFalse();
            for (JsonNode told : new JsonNode[] {refused, error}) {
                assertThat(told.path("code").asString()).isEqualTo("INTERNAL_ERROR");
                assertThat(told.path("message").asString())
                        .isEqualTo("the gateway failed, see its log");
            }
            assertThat(error.path("event").asString()).isEqualTo("joinRoom");
            assertThat(log.events("joinRoom"))
                    .singleElement()
                    .satisfies(line -> assertThat(line.level()).isEqualTo(Level.ERROR));
            join(client, "another-" + room);
            join(seated, "another-" + room);
        }
    }

    @Test
    void overHttpItIsAStatusOfItsOwn() {
        HttpResponse<String> answer =
                cluster.send(
                        cluster.request(0, bob, "/webrtc/rooms/" + room + "/participants").GET());

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(answer.body())
                .contains("\"code\":\"INTERNAL_ERROR\"")
                .doesNotContain("Exception", alice);
        assertThat(cluster.get(0, bob, "/webrtc/rooms/" + room).path("id").asString())
                .isEqualTo(room);
    }
}
