package heliograph.scenarios;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * The lines that the seed lists under "Key Logs to Monitor", as whoever runs the gateway gets them:
 * words for people, fields for machines, and none of what the two say to each other.
 */
class KeyLogsTest {
    private static final String SECRET = "a=fingerprint:secret";
    private static Cluster cluster;

    private final String alice = "alice-" + UUID.randomUUID();
    private final String bob = "bob-" + UUID.randomUUID();
    private final String room = "room-" + UUID.randomUUID();
    private final LogLines log = LogLines.of("heliograph.signaling", Level.DEBUG);
    private Client first;

    @BeforeAll
    static void start() {
        cluster = Cluster.start(1, Map.of("RESTART_COOLDOWN", "1"));
    }

    @AfterAll
    static void stop() {
        cluster.close();
    }

    @BeforeEach
    void join() {
        first = Protocol.PLAIN.connect(cluster.port(0), alice);
        Client second = Protocol.PLAIN.connect(cluster.port(0), bob);
        for (Client client : new Client[] {first, second}) {
            assertThat(client.ask("joinRoom", "{\"roomId\":\"" + room + "\"}").has("roomId"))
                    .isTrue();
        }
    }

    @AfterEach
    void nothingSecretIsLogged() {
        log.close();
        assertThat(log.all().toString()).doesNotContain(SECRET, "userId=");
    }

    private void says(String event, String more) {
        first.ask(
                event, "{\"roomId\":\"%s\",\"targetUserId\":\"%s\"%s}".formatted(room, bob, more));
    }

    private void isLogged(String event, Level level, String message, Map<String, String> fields) {
        assertThat(log.events(event))
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.level()).isEqualTo(level);
                    assertThat(line.message()).isEqualTo(message);
                    fields.forEach((name, value) ->
                            assertThat(line.fields().get(name)).as(name).hasToString(value));
                });
    }

    private static void afterTheCoolDown() {
        long before = cluster.redisMillis();
        await().pollInterval(Duration.ofMillis(1)).until(() -> cluster.redisMillis() > before + 1);
    }

    private Map<String, String> between() {
        return Map.of("room", room, "from", alice, "to", bob);
    }

    private String peerKey() {
        return room + ":" + alice + ":" + bob;
    }

    @Test
    void anOfferAndItsDuplicate() {
        String offer = ",\"sdp\":\"" + SECRET + "\",\"sequence\":1";
        says("offer", offer);
        isLogged("offer", Level.INFO, "offer relayed: " + alice + " -> " + bob, between());

        says("offer", offer);
        isLogged(
                "offer_duplicate",
                Level.INFO,
                "Duplicate offer detected: " + alice + " -> " + bob,
                between());
        assertThat(log.events("offer")).as("relayed once").hasSize(1);
    }

    @Test
    void anAnswerAndItsDuplicate() {
        String answer = ",\"sdp\":\"" + SECRET + "\",\"sequence\":1";
        says("answer", answer);
        isLogged("answer", Level.INFO, "answer relayed: " + alice + " -> " + bob, between());

        says("answer", answer);
        isLogged(
                "answer_duplicate",
                Level.INFO,
                "Duplicate answer detected: " + alice + " -> " + bob,
                between());
    }

    @Test
    void aCandidateAndItsDuplicateForThoseWhoLookForThem() {
        // Into the buffer first, where a duplicate is found.
        says("offer", ",\"sdp\":\"v=0\"");
        String candidate = ",\"candidate\":{\"candidate\":\"" + SECRET + "\",\"sdpMid\":\"0\"}";
        says("iceCandidate", candidate);
        isLogged("iceCandidate", Level.DEBUG, "ICE: " + alice + " -> " + bob, between());

        says("iceCandidate", candidate);
        isLogged(
                "iceCandidate_duplicate",
                Level.DEBUG,
                "Duplicate ICE candidate detected: " + alice + " -> " + bob,
                between());
    }

    @Test
    void aFailureARestartAndTheEndOfRestarts() {
        String failed = ",\"connectionState\":\"failed\"";
        says("connectionStateUpdate", failed);
        isLogged(
                "connection_state",
                Level.INFO,
                "Connection state updated: " + peerKey() + " -> failed",
                Map.of("peerKey", peerKey(), "state", "failed"));
        isLogged(
                "ice_restart",
                Level.INFO,
                "ICE restart recommended for " + alice + " <-> " + bob,
                Map.of("room", room, "from", alice, "to", bob, "attempt", "1"));

        afterTheCoolDown();
        says("connectionStateUpdate", failed);
        afterTheCoolDown();
        says("connectionStateUpdate", failed);
        isLogged(
                "connection_failed",
                Level.WARN,
                "ICE restart max attempts reached for " + alice + " <-> " + bob,
                between());
        assertThat(log.events("ice_restart")).hasSize(2);
    }

    @Test
    void aReportOfIceAloneNamesWhatItNames() {
        says(
                "connectionStateUpdate",
                ",\"iceConnectionState\":\"checking\",\"iceGatheringState\":\"gathering\"");
        isLogged(
                "connection_state",
                Level.DEBUG,
                "Connection state updated: " + peerKey() + " -> ICE checking, gathering gathering",
                Map.of("ice", "checking", "gathering", "gathering"));
        assertThat(log.events("connection_state").getFirst().fields()).doesNotContainKey("state");
    }
}
