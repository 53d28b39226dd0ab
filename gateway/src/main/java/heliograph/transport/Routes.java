package heliograph.transport;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What a server answers: WebSocket endpoints by exact path, HTTP handlers by exact path or by the
 * longest matching prefix of whole path segments. Filled before the start, read-only after it.
 */
public final class Routes {
    /**
     * An HTTP handler and where it stands.
     *
     * @param prefix path, decoded
     * @param exact whether it answers at that path only, and not below it
     */
    public record HttpRoute(String prefix, boolean exact, HttpHandler handler) {}

    private final Map<String, SocketEndpoint> sockets = new LinkedHashMap<>();
    private final List<HttpRoute> http = new ArrayList<>();

    /** An endpoint at exactly this path. */
    public Routes socket(String path, SocketEndpoint endpoint) {
        sockets.put(path, endpoint);
        return this;
    }

    /** A handler for this path and everything below it. */
    public Routes http(String prefix, HttpHandler handler) {
        http.add(new HttpRoute(prefix, false, handler));
        return this;
    }

    /**
     * A handler for exactly this path, a slash at the end included in the comparison: what a proxy
     * in front hides by its name cannot be had by another.
     */
    public Routes httpExactly(String path, HttpHandler handler) {
        http.add(new HttpRoute(path, true, handler));
        return this;
    }

    /** Endpoints by path. */
    public Map<String, SocketEndpoint> sockets() {
        return Map.copyOf(sockets);
    }

    /** Handlers. */
    public List<HttpRoute> handlers() {
        return List.copyOf(http);
    }
}
