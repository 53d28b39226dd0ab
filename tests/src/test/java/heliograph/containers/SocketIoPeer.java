package heliograph.containers;

import heliograph.node.SocketIoClient;
import heliograph.node.SocketIoClients;
import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** An unmodified Socket.IO client, in a Node process of its own. */
final class SocketIoPeer implements Client {
    private final SocketIoClients process = SocketIoClients.start();
    private final SocketIoClient client;

    /** Connects over WebSocket and waits for {@code connected}. */
    SocketIoPeer(URI node, String userId, String version) {
        client = process.open(userId, version, node, Tokens.of(userId));
        client.connects();
        client.hears("connected");
    }

    @Override
    public void says(String event, Map<String, ?> data) {
        client.says(event, data);
    }

    @Override
    public JsonNode asks(String event, Map<String, ?> data) {
        return client.asks(event, data);
    }

    @Override
    public JsonNode hears(String event) {
        return client.hears(event);
    }

    @Override
    public List<JsonNode> heardSoFar(String event) {
        return client.heardSoFar(event);
    }

    @Override
    public void close() {
        process.close();
    }
}
