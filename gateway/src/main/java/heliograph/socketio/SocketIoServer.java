package heliograph.socketio;

import heliograph.engineio.EngineApplication;
import heliograph.engineio.EngineListener;
import heliograph.engineio.EngineSession;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;

/** Socket.IO 5 on Engine.IO sessions: a fixed set of namespaces, each with its own doorkeeper. */
public final class SocketIoServer implements EngineApplication {
    private final SocketIoConfig config;
    private final Map<String, Namespace> namespaces;
    private final ScheduledExecutorService timer;

    /**
     * @param namespaces by name, {@code /} for the root; a CONNECT to any other is refused
     * @param timer for deadlines, see {@link heliograph.engineio.Timers}; stays the caller's
     */
    public SocketIoServer(
            SocketIoConfig config,
            Map<String, Namespace> namespaces,
            ScheduledExecutorService timer) {
        this.config = config;
        this.namespaces = Map.copyOf(namespaces);
        this.timer = timer;
    }

    @Override
    public EngineListener opened(EngineSession session) {
        Connection connection = new Connection(session, config, namespaces, timer);
        connection.start();
        return connection;
    }

    @Override
    public EngineListener takeOver(EngineSession session, String state) {
        Connection connection = new Connection(session, config, namespaces, timer);
        Handover.read(state).restore(connection, namespaces);
        return connection;
    }
}
