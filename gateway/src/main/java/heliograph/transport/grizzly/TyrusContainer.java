package heliograph.transport.grizzly;

import jakarta.websocket.CloseReason;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpointConfig;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.glassfish.tyrus.core.RequestContext;
import org.glassfish.tyrus.core.TyrusUpgradeResponse;
import org.glassfish.tyrus.core.TyrusWebSocketEngine;
import org.glassfish.tyrus.server.TyrusServerContainer;
import org.glassfish.tyrus.spi.Connection;
import org.glassfish.tyrus.spi.WebSocketEngine;
import org.glassfish.tyrus.spi.WebSocketEngine.UpgradeInfo;

/**
 * Tyrus without a server of its own. Paths, refusals and extensions are settled before Tyrus sees a
 * handshake, so it has one endpoint and is shown only the headers that RFC 6455 section 4.2.1 asks
 * for.
 */
final class TyrusContainer extends TyrusServerContainer {
    /** The headers of a handshake that Tyrus needs, in lower case. */
    static final List<String> HANDSHAKE_HEADERS =
            List.of("host", "upgrade", "connection", "sec-websocket-key", "sec-websocket-version");

    private static final String PATH = "/";
    private static final long NEVER = -1;
    private static final ScopedValue<WebSocketConnection> OPENING = ScopedValue.newInstance();

    private final TyrusWebSocketEngine engine = TyrusWebSocketEngine.builder(this).build();

    private TyrusContainer() {
        super(Set.<Class<?>>of());
    }

    /** A container that can take handshakes. */
    static TyrusContainer started() {
        TyrusContainer container = new TyrusContainer();
        // With anything else Tyrus schedules a task at every message, and starts threads for them.
        container.setDefaultMaxSessionIdleTimeout(NEVER);
        try {
            container.addEndpoint(ServerEndpointConfig.Builder.create(Bridge.class, PATH).build());
            container.start("", 0);
        } catch (DeploymentException | IOException e) {
            throw new IllegalStateException("Tyrus does not take its endpoint", e);
        }
        container.doneDeployment();
        return container;
    }

    /**
     * What Tyrus makes of a handshake: the headers of the 101, and the session to open after it.
     */
    record Handshake(boolean accepted, Map<String, List<String>> headers, UpgradeInfo upgrade) {
        /** Opens the session behind this WebSocket. */
        Connection open(WebSocketConnection socket) {
            return ScopedValue.where(OPENING, socket)
                    .call(() -> upgrade.createConnection(socket.outbound(), reason -> {}));
        }
    }

    /** Answers a handshake with these headers, their names in lower case. */
    Handshake handshake(Map<String, List<String>> headers, String remoteAddress) {
        RequestContext request =
                RequestContext.Builder.create()
                        .requestURI(URI.create(PATH))
                        .remoteAddr(remoteAddress)
                        .tyrusProperties(getProperties())
                        .build();
        for (String name : HANDSHAKE_HEADERS) {
            List<String> values = headers.get(name);
            if (values != null) {
                request.getHeaders().put(name, values);
            }
        }
        TyrusUpgradeResponse response = new TyrusUpgradeResponse();
        UpgradeInfo upgrade = engine.upgrade(request, response);
        boolean accepted =
                upgrade.getStatus() == WebSocketEngine.UpgradeStatus.SUCCESS
                        && response.getStatus() == 101;
        return new Handshake(accepted, response.getHeaders(), upgrade);
    }

    @Override
    public void register(Class<?> endpoint) throws DeploymentException {
        engine.register(endpoint, "");
    }

    @Override
    public void register(ServerEndpointConfig endpoint) throws DeploymentException {
        engine.register(endpoint, "");
    }

    @Override
    public WebSocketEngine getWebSocketEngine() {
        return engine;
    }

    @Override
    public Map<String, Object> getProperties() {
        return Map.of();
    }

    /** The side of Tyrus: what it has put together or judged goes to our WebSocket. */
    public static final class Bridge extends Endpoint {
        private final WebSocketConnection socket = OPENING.get();

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            session.addMessageHandler(String.class, (MessageHandler.Whole<String>) socket::text);
            session.addMessageHandler(
                    ByteBuffer.class, (MessageHandler.Whole<ByteBuffer>) this::binary);
            session.addMessageHandler(
                    PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> socket.pong());
        }

        @Override
        public void onClose(Session session, CloseReason reason) {
            socket.tyrusClosed(reason.getCloseCode().getCode());
        }

        private void binary(ByteBuffer buffer) {
            byte[] bytes = new byte[buffer.remaining()];
            buffer.get(bytes);
            socket.binary(bytes);
        }
    }
}
