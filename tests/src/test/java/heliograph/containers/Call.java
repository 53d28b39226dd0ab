package heliograph.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * The signals that two clients exchange to set up a call in a room, each step awaited at its
 * target.
 */
final class Call {
    private final String room;

    Call(String room) {
        this.room = room;
    }

    /** A client takes its seat; the gateway's answer. */
    JsonNode join(Client client) {
        JsonNode joined = client.asks("joinRoom", Map.of("roomId", room));
        assertThat(joined.path("roomId").asString(""))
                .as("answer to joinRoom: %s", joined)
                .isEqualTo(room);
        return joined;
    }

    /** One offers to the other, who hears it as it was said. */
    void offer(Client from, String fromId, Client to, String toId, int sequence) {
        describe("offer", from, fromId, to, toId, sequence);
    }

    /** One answers to the other, who hears it as it was said. */
    void answer(Client from, String fromId, Client to, String toId, int sequence) {
        describe("answer", from, fromId, to, toId, sequence);
    }

    /** One sends a candidate to the other, who hears it as it was said. */
    void candidate(Client from, String fromId, Client to, String toId, int sequence) {
        Map<String, ?> candidate =
                Map.of(
                        "candidate",
                        "candidate:"
                                + sequence
                                + " 1 udp 2122260223 192.0.2.7 5400"
                                + sequence
                                + " typ host",
                        "sdpMid",
                        "0",
                        "sdpMLineIndex",
                        0);
        from.says(
                "iceCandidate",
                Map.of(
                        "roomId",
                        room,
                        "targetUserId",
                        toId,
                        "candidate",
                        candidate,
                        "sequence",
                        sequence));

        JsonNode heard = to.hears("iceCandidate");
        assertThat(heard.path("fromUserId").asString("")).isEqualTo(fromId);
        assertThat(heard.path("roomId").asString("")).isEqualTo(room);
        assertThat(heard.path("sequence").asInt(-1)).isEqualTo(sequence);
        assertThat(heard.path("candidate").path("candidate").asString(""))
                .isEqualTo(candidate.get("candidate"));
    }

    /** The whole of it: offer, answer, three candidates each way. */
    void setUp(Client caller, String callerId, Client callee, String calleeId) {
        offer(caller, callerId, callee, calleeId, 1);
        answer(callee, calleeId, caller, callerId, 1);
        for (int sequence = 2; sequence <= 4; sequence++) {
            candidate(caller, callerId, callee, calleeId, sequence);
            candidate(callee, calleeId, caller, callerId, sequence);
        }
    }

    private void describe(
            String kind, Client from, String fromId, Client to, String toId, int sequence) {
        Map<String, ?> sdp =
                Map.of(
                        "type",
                        kind,
                        "sdp",
                        "v=0\r\no=- "
                                + sequence
                                + " 2 IN IP4 127.0.0.1\r\na=ice-ufrag:"
                                + fromId
                                + "\r\n");

        JsonNode ack =
                from.asks(
                        kind,
                        Map.of(
                                "roomId",
                                room,
                                "targetUserId",
                                toId,
                                "sdp",
                                sdp,
                                "sequence",
                                sequence));

        assertThat(ack.path("success").asBoolean(false)).as("ack of %s: %s", kind, ack).isTrue();
        assertThat(ack.path("sequence").asInt(-1)).isEqualTo(sequence);
        assertThat(ack.path("targetUserId").asString("")).isEqualTo(toId);
        JsonNode heard = to.hears(kind);
        assertThat(heard.path("fromUserId").asString("")).isEqualTo(fromId);
        assertThat(heard.path("roomId").asString("")).isEqualTo(room);
        assertThat(heard.path("sequence").asInt(-1)).isEqualTo(sequence);
        assertThat(heard.path("sdp").path("sdp").asString("")).isEqualTo(sdp.get("sdp"));
    }
}
