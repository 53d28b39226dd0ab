package heliograph;

import heliograph.engineio.EngineServer;
import heliograph.engineio.SharedSessions;
import heliograph.namespace.WebrtcNamespace;
import heliograph.socketio.PacketLimits;
import heliograph.socketio.SocketIoConfig;
import heliograph.socketio.SocketIoServer;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** Socket.IO on Engine.IO, as configured. */
final class SocketIo {
    private SocketIo() {}

    /** A server with this namespace and no other. */
    static EngineServer on(
            GatewayConfig config,
            WebrtcNamespace namespace,
            SharedSessions shared,
            ScheduledExecutorService timer) {
        SocketIoConfig bounds =
                new SocketIoConfig(
                        config.sessions().connectTimeout(),
                        SocketIoConfig.DEFAULT.attachmentTimeout(),
                        config.engine().maxPayload(),
                        new PacketLimits(
                                config.sessions().maxAttachments(),
                                PacketLimits.DEFAULT.maxDepth()),
                        SocketIoConfig.DEFAULT.maxWaitingEvents(),
                        SocketIoConfig.DEFAULT.maxWaitingBytes());
        return new EngineServer(
                config.engine(),
                config.access().origins()::allows,
                new SocketIoServer(bounds, Map.of(WebrtcNamespace.NAME, namespace), timer),
                shared,
                timer);
    }
}
