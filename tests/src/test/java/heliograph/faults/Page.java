package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.node.SocketIoClient;
import heliograph.node.SocketIoClients;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Somebody in a call with one other, on a page with an unmodified {@code socket.io-client}. */
final class Page {
    private final SocketIoClient client;
    private final String room;
    private final String user;
    private final String other;

    /**
     * Opens it; it begins to connect.
     *
     * @param options of the library, beside who it is and that it speaks WebSocket
     */
    Page(
            SocketIoClients clients,
            String version,
            Balancer balancer,
            String room,
            String user,
            String other,
            Map<String, ?> options) {
        Map<String, Object> all = new HashMap<>(options);
        all.put("auth", Map.of("userId", user));
        all.put("transports", List.of("websocket"));
        client = clients.open(user, version, balancer.url(), "/webrtc", all);
        this.room = room;
        this.user = user;
        this.other = other;
    }

    /** The library's client. */
    SocketIoClient client() {
        return client;
    }

    String user() {
        return user;
    }

    /** Takes its seat. */
    void joins() {
        JsonNode joined = client.asks("joinRoom", Map.of("roomId", room));
        assertThat(joined.path("roomId").asString()).as(user + ": " + joined).isEqualTo(room);
    }

    /** Candidates belong to a description: the other must have one of the same generation. */
    void describes() {
        JsonNode ack =
                client.asks(
                        "answer",
                        to(
                                Map.of(
                                        "sdp",
                                        Map.of(
                                                "type",
                                                "answer",
                                                "sdp",
                                                "v=0\r\na=ice-ufrag:" + user + "\r\n"))));
        assertThat(ack.path("success").asBoolean()).as(user + ": " + ack).isTrue();
    }

    /** Hands numbered messages to the library, which says them one by one. */
    void demands(int first, int last) {
        for (int number = first; number <= last; number++) {
            client.demands(
                    "iceCandidate",
                    to(
                            Map.of(
                                    "messageId",
                                    user + "-" + number,
                                    "candidate",
                                    Map.of(
                                            "candidate",
                                            String.valueOf(number),
                                            "sdpMid",
                                            "0",
                                            "usernameFragment",
                                            user))));
        }
    }

    /** The same with what belongs into every message to the other. */
    Map<String, Object> to(Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(more);
        all.put("roomId", room);
        all.put("targetUserId", other);
        return all;
    }

    /** The numbers it has heard, as often and in the order it heard them. */
    List<Integer> heard() {
        List<Integer> numbers = new ArrayList<>();
        for (JsonNode candidate : client.heardSoFar("iceCandidate")) {
            numbers.add(Caller.number(candidate.path("candidate").path("candidate").asString()));
        }
        return numbers;
    }

    /** Whether it goes on with its session after its connection was lost. */
    boolean isRecovered() {
        List<JsonNode> connections = client.connectionsSoFar();
        JsonNode present = connections.getLast();
        return connections.size() > 1
                && present.path("recovered").asBoolean()
                && present.path("id").equals(connections.getFirst().path("id"));
    }
}
