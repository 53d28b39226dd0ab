package heliograph.containers;

import heliograph.client.PlainClient;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A client of the plain WebSocket protocol, with a token. */
final class PlainPeer implements Client {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final PlainClient client;

    /** Connects and waits for {@code connected}; an AssertionError where the handshake fails. */
    PlainPeer(URI node, String userId) {
        client =
                PlainClient.open(
                        URI.create("ws://" + node.getAuthority() + "/webrtc/ws"),
                        userId,
                        Map.of("Authorization", "Bearer " + Tokens.of(userId)));
    }

    @Override
    public void says(String event, Map<String, ?> data) {
        client.say(event, JSON.writeValueAsString(data));
    }

    @Override
    public JsonNode asks(String event, Map<String, ?> data) {
        return client.ask(event, JSON.writeValueAsString(data));
    }

    @Override
    public JsonNode hears(String event) {
        return client.hears(event);
    }

    @Override
    public List<JsonNode> heardSoFar(String event) {
        return client.allHeard(event);
    }

    /** Whether the connection is over, whoever ended it. */
    boolean isClosed() {
        return !client.isOpen();
    }

    /** Leaves without a word. */
    @Override
    public void close() {
        client.cut();
    }
}
