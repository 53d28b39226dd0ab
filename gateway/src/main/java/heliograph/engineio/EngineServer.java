package heliograph.engineio;

import heliograph.transport.HttpHandler;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.Routes;
import heliograph.transport.Socket;
import heliograph.transport.SocketEndpoint;
import heliograph.transport.SocketListener;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Predicate;

/**
 * Engine.IO 4 at one path, on the WebSocket transport. Every refusal is told by an HTTP answer with
 * the protocol's code and message, a refused upgrade before it happens.
 */
public final class EngineServer implements SocketEndpoint, HttpHandler {
    private static final String WEBSOCKET = "websocket";
    private static final String REVISION = "4";

    private final EngineConfig config;
    private final Predicate<HttpRequest> allowed;
    private final EngineApplication application;
    private final ScheduledExecutorService timer;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();

    /**
     * @param allowed whether a request may open a session, by its origin for instance; where not,
     *     it is answered with 403. Must not block
     * @param timer see {@link Timers}; stays the caller's
     */
    public EngineServer(
            EngineConfig config,
            Predicate<HttpRequest> allowed,
            EngineApplication application,
            ScheduledExecutorService timer) {
        this.config = config;
        this.allowed = allowed;
        this.application = application;
        this.timer = timer;
    }

    /** Serves both kinds of requests at a path, {@code /socket.io/} for instance. */
    public Routes mount(Routes routes, String path) {
        return routes.socket(path, this).http(path, this);
    }

    /** How many sessions are open. */
    public int sessions() {
        return sessions.size();
    }

    @Override
    public CompletionStage<Decision> decide(HttpRequest upgrade) {
        Decision decision =
                refusal(upgrade)
                        .<Decision>map(error -> new Decision.Refuse(error.response()))
                        .orElseGet(() -> new Decision.Accept(socket -> open(upgrade, socket)));
        return CompletableFuture.completedStage(decision);
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        // What would be in order as an upgrade is none here.
        EngineError error = refusal(request).orElse(EngineError.BAD_REQUEST);
        return CompletableFuture.completedStage(error.response());
    }

    private Optional<EngineError> refusal(HttpRequest request) {
        if (!request.parameter("transport").orElse("").equals(WEBSOCKET)) {
            return Optional.of(EngineError.TRANSPORT_UNKNOWN);
        }
        String sid = request.parameter("sid").orElse("");
        if (!sid.isEmpty()) {
            // A session that began on WebSocket stays on the one it has.
            return Optional.of(
                    sessions.containsKey(sid)
                            ? EngineError.BAD_REQUEST
                            : EngineError.SESSION_ID_UNKNOWN);
        }
        if (!request.method().equals("GET")) {
            return Optional.of(EngineError.BAD_HANDSHAKE_METHOD);
        }
        if (!request.parameter("EIO").orElse("").equals(REVISION)) {
            return Optional.of(EngineError.UNSUPPORTED_PROTOCOL_VERSION);
        }
        return allowed.test(request) ? Optional.empty() : Optional.of(EngineError.FORBIDDEN);
    }

    private SocketListener open(HttpRequest handshake, Socket socket) {
        Session session = new Session(handshake, socket, config, timer);
        sessions.put(session.id(), session);
        session.open(announcement(session));
        EngineListener listener = application.opened(session);
        session.listener(listener);
        return new PacketReader(
                session, listener, config.maxPayload(), gone -> sessions.remove(gone.id()));
    }

    /** The open packet. These five keys and no other: clients may refuse a sixth. */
    private String announcement(Session session) {
        return "0{\"sid\":\""
                + session.id()
                + "\",\"upgrades\":[],\"pingInterval\":"
                + config.pingInterval().toMillis()
                + ",\"pingTimeout\":"
                + config.pingTimeout().toMillis()
                + ",\"maxPayload\":"
                + config.maxPayload()
                + "}";
    }
}
