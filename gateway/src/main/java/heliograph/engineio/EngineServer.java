package heliograph.engineio;

import heliograph.transport.HttpHandler;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.RandomId;
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
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * Engine.IO 4 at one path, on WebSocket and on long polling. Every refusal is told by an HTTP
 * answer with the protocol's code and message, a refused upgrade before it happens.
 */
public final class EngineServer implements SocketEndpoint, HttpHandler {
    private static final String WEBSOCKET = "websocket";
    private static final String POLLING = "polling";
    private static final String REVISION = "4";

    private final EngineConfig config;
    private final Predicate<HttpRequest> allowed;
    private final EngineApplication application;
    private final ScheduledExecutorService timer;
    private final Map<String, Session> sessions = new ConcurrentHashMap<>();
    private final @Nullable Polling polling;

    /**
     * On WebSocket alone.
     *
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
        this.polling = null;
    }

    /**
     * On long polling, with the upgrade to WebSocket, and on WebSocket.
     *
     * @param allowed whether a request may open a session, by its origin for instance; where not,
     *     it is answered with 403. Must not block
     * @param shared what this node and others know of sessions on long polling
     * @param timer see {@link Timers}; stays the caller's
     */
    public EngineServer(
            EngineConfig config,
            Predicate<HttpRequest> allowed,
            EngineApplication application,
            SharedSessions shared,
            ScheduledExecutorService timer) {
        this.config = config;
        this.allowed = allowed;
        this.application = application;
        this.timer = timer;
        this.polling = new Polling(shared, config, application, timer);
    }

    /** Serves both kinds of requests at a path, {@code /socket.io/} for instance. */
    public Routes mount(Routes routes, String path) {
        return routes.socket(path, this).http(path, this);
    }

    /** The same, with HTTP requests passing through something else first. */
    public Routes mount(Routes routes, String path, UnaryOperator<HttpHandler> before) {
        return routes.socket(path, this).http(path, before.apply(this));
    }

    /** How many sessions this node owns. */
    public int sessions() {
        return sessions.size() + (polling == null ? 0 : polling.sessions());
    }

    /** Opens no more sessions on long polling; those that are there are served as ever. */
    public void stopOpening() {
        if (polling != null) {
            polling.stopOpening();
        }
    }

    /**
     * Ends what is on long polling, and gives the requests of other nodes' sessions back, so that
     * clients go elsewhere. WebSockets end with the transport.
     *
     * @param code the WebSocket close code
     * @param reason for people
     */
    public void stop(int code, String reason) {
        if (polling != null) {
            polling.stop(code, reason);
        }
    }

    @Override
    public CompletionStage<Decision> decide(HttpRequest upgrade) {
        String sid = upgrade.parameter("sid").orElse("");
        Optional<EngineError> refusal =
                isOn(WEBSOCKET, upgrade)
                        ? refusal(upgrade)
                        : Optional.of(
                                polling != null && isOn(POLLING, upgrade)
                                        ? EngineError.BAD_REQUEST
                                        : EngineError.TRANSPORT_UNKNOWN);
        if (refusal.isPresent()) {
            return CompletableFuture.completedStage(refuse(refusal.get()));
        }
        if (sid.isEmpty()) {
            return CompletableFuture.completedStage(
                    new Decision.Accept(socket -> open(upgrade, socket)));
        }
        if (sessions.containsKey(sid) || polling == null) {
            // A session that began on WebSocket stays on the one it has.
            return CompletableFuture.completedStage(
                    refuse(
                            polling == null && !sessions.containsKey(sid)
                                    ? EngineError.SESSION_ID_UNKNOWN
                                    : EngineError.BAD_REQUEST));
        }
        Polling known = polling;
        return known.find(sid)
                .handle((standing, failure) ->
                        switch (standing) {
                            case null -> new Decision.Refuse(PollingAnswers.unavailable());
                            case ABSENT -> refuse(EngineError.SESSION_ID_UNKNOWN);
                            case POLLING ->
                                    new Decision.Accept(
                                            socket -> known.probe(sid, upgrade, socket));
                            case UPGRADED -> new Decision.Accept(SurplusSocket::new);
                        });
    }

    private static Decision refuse(EngineError error) {
        return new Decision.Refuse(error.response());
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        Optional<EngineError> refusal = refusal(request);
        if (refusal.isPresent()) {
            return answer(refusal.get());
        }
        String sid = request.parameter("sid").orElse("");
        boolean polled = isOn(POLLING, request);
        if (polling == null || !polled) {
            // What would be in order as an upgrade is none here.
            return answer(
                    sid.isEmpty() || sessions.containsKey(sid)
                            ? EngineError.BAD_REQUEST
                            : EngineError.SESSION_ID_UNKNOWN);
        }
        if (sid.isEmpty()) {
            return polling.open(request, opened -> announcement(opened, "\"websocket\""));
        }
        if (sessions.containsKey(sid)) {
            return answer(EngineError.BAD_REQUEST);
        }
        return switch (request.method()) {
            case "GET", "POST" -> polling.request(sid, request);
            default -> answer(EngineError.BAD_REQUEST);
        };
    }

    private static CompletionStage<HttpResponse> answer(EngineError error) {
        return CompletableFuture.completedStage(error.response());
    }

    private static boolean isOn(String transport, HttpRequest request) {
        return request.parameter("transport").orElse("").equals(transport);
    }

    /** What is wrong with a request whatever the session is. */
    private Optional<EngineError> refusal(HttpRequest request) {
        if (!isOn(WEBSOCKET, request) && !(polling != null && isOn(POLLING, request))) {
            return Optional.of(EngineError.TRANSPORT_UNKNOWN);
        }
        if (request.parameter("sid").orElse("").isEmpty()) {
            if (!request.method().equals("GET")) {
                return Optional.of(EngineError.BAD_HANDSHAKE_METHOD);
            }
            if (!request.parameter("EIO").orElse("").equals(REVISION)) {
                return Optional.of(EngineError.UNSUPPORTED_PROTOCOL_VERSION);
            }
        }
        return allowed.test(request) ? Optional.empty() : Optional.of(EngineError.FORBIDDEN);
    }

    private SocketListener open(HttpRequest handshake, Socket socket) {
        Session session =
                new Session(RandomId.next(), handshake, new SocketOutlet(socket), config, timer);
        sessions.put(session.id(), session);
        session.open(announcement(session.id(), ""));
        EngineListener listener = application.opened(session);
        session.listener(listener);
        return new PacketReader(
                session, listener, config.maxPayload(), gone -> sessions.remove(gone.id()));
    }

    /** The open packet. These five keys and no other: clients may refuse a sixth. */
    private String announcement(String sid, String upgrades) {
        return "0{\"sid\":\""
                + sid
                + "\",\"upgrades\":["
                + upgrades
                + "],\"pingInterval\":"
                + config.pingInterval().toMillis()
                + ",\"pingTimeout\":"
                + config.pingTimeout().toMillis()
                + ",\"maxPayload\":"
                + config.maxPayload()
                + "}";
    }
}
