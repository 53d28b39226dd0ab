package heliograph.node;

import java.net.URI;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** A Node process full of unmodified Socket.IO clients ({@code clients.mjs}). */
public final class SocketIoClients implements AutoCloseable {
    /** Those of the library that there are, newest first: all that know state recovery. */
    public static final List<String> VERSIONS = List.of("4.8", "4.7", "4.6");

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final NodeScript script;

    private SocketIoClients(NodeScript script) {
        this.script = script;
    }

    /** Starts the process, with nobody in it yet. */
    public static SocketIoClients start() {
        return new SocketIoClients(NodeScripts.start("clients.mjs"));
    }

    /**
     * Opens a client; it starts to connect at once.
     *
     * @param name what to call it; free to choose, one client each
     * @param version of the library, of {@link #VERSIONS}
     * @param gateway the gateway's HTTP address
     * @param namespace the namespace, with its slash
     * @param options as the library's {@code io(url, options)} takes them, for instance {@code
     *     auth} and {@code transports}
     */
    public SocketIoClient open(
            String name, String version, URI gateway, String namespace, Map<String, ?> options) {
        ObjectNode command = JSON.createObjectNode();
        command.put("do", "open").put("as", name).put("version", version);
        command.put("url", gateway.resolve(namespace).toString());
        command.set("options", JSON.valueToTree(options));
        script.say(command);
        return new SocketIoClient(script, name);
    }

    /**
     * Opens a client of the gateway's namespace that logs in with that token and speaks WebSocket
     * only.
     */
    public SocketIoClient open(String name, String version, URI gateway, String token) {
        return open(
                name,
                version,
                gateway,
                "/webrtc",
                Map.of("auth", Map.of("token", token), "transports", new String[] {"websocket"}));
    }

    /** Ends the process and with it every client, without a goodbye. */
    @Override
    public void close() {
        script.close();
    }
}
