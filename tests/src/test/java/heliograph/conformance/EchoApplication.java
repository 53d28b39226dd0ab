package heliograph.conformance;

import heliograph.engineio.EngineClosed;
import heliograph.engineio.EngineConfig;
import heliograph.engineio.EngineListener;
import heliograph.engineio.EngineServer;
import heliograph.engineio.EngineSession;
import heliograph.engineio.SharedSessions;
import heliograph.engineio.Timers;
import heliograph.operation.EmbeddedRedis;
import heliograph.sharing.StoredSessions;
import heliograph.socketio.Arguments;
import heliograph.socketio.Namespace;
import heliograph.socketio.NamespaceListener;
import heliograph.socketio.NamespaceSocket;
import heliograph.socketio.SocketIoConfig;
import heliograph.socketio.SocketIoServer;
import heliograph.state.NodeId;
import heliograph.state.StateStore;
import heliograph.state.Windows;
import heliograph.state.redis.RedisStateStore;
import heliograph.transport.RandomId;
import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.TransportConfig;
import heliograph.transport.grizzly.GrizzlyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the official suites of Engine.IO (revision 4) and Socket.IO (revision 5) want under test:
 * the production layers with short heartbeats and an application of a few lines. On {@code
 * /engine.io/} every message comes back. On {@code /socket.io/} both namespaces greet with the
 * login they were given, and the root sends arguments back, as an event or as an acknowledgement.
 */
public final class EchoApplication implements AutoCloseable {
    static final Duration PING_INTERVAL = Duration.ofMillis(300);
    static final Duration PING_TIMEOUT = Duration.ofMillis(200);
    static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    static final int MAX_PAYLOAD = 1_000_000;

    static final Duration UPGRADE_TIMEOUT = Duration.ofSeconds(1);

    private final ScheduledExecutorService timer;
    private final StateStore store;
    private final List<EngineServer> engines;
    private final Server server;
    private final @Nullable EmbeddedRedis redis;

    private EchoApplication(
            ScheduledExecutorService timer,
            StateStore store,
            List<EngineServer> engines,
            Server server,
            @Nullable EmbeddedRedis redis) {
        this.timer = timer;
        this.store = store;
        this.engines = engines;
        this.server = server;
        this.redis = redis;
    }

    /**
     * Runs in the foreground on the port that is the first argument, until it is terminated. Nodes
     * that belong together get the address of their Redis as the second.
     */
    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        EchoApplication application =
                arguments.length > 1 ? start(port, arguments[1]) : start(port);
        Runtime.getRuntime().addShutdownHook(new Thread(application::close));
        System.out.println("echo application on port " + application.port());
        Thread.currentThread().join();
    }

    /** Starts on the loopback addresses with a Redis of its own; port 0 is any free one. */
    static EchoApplication start(int port) {
        EmbeddedRedis redis;
        try {
            redis = EmbeddedRedis.start(System.getenv().getOrDefault("PATH", ""));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return start(port, redis.url().toString(), redis);
    }

    /** One of several nodes on the same Redis. */
    static EchoApplication start(int port, String redis) {
        return start(port, redis, null);
    }

    private static EchoApplication start(int port, String url, @Nullable EmbeddedRedis redis) {
        var engine =
                new EngineConfig(
                        PING_INTERVAL,
                        PING_TIMEOUT,
                        MAX_PAYLOAD,
                        UPGRADE_TIMEOUT,
                        8L * MAX_PAYLOAD);
        var socketIo = SocketIoConfig.DEFAULT.withConnectTimeout(CONNECT_TIMEOUT);
        ScheduledExecutorService timer = Timers.create("echo-timer");
        StateStore store =
                RedisStateStore.connect(
                        url, Windows.DEFAULTS, Duration.ofSeconds(5), (_, _, _) -> {});
        var application =
                new SocketIoServer(
                        socketIo,
                        Map.of(
                                "/",
                                new Welcoming(Echo::new),
                                "/custom",
                                new Welcoming(Silence::new)),
                        timer);
        List<EngineServer> engines =
                List.of(
                        new EngineServer(
                                engine, request -> true, EngineEcho::new, shared(store), timer),
                        new EngineServer(
                                engine, request -> true, application, shared(store), timer));
        var routes = new Routes();
        engines.getFirst().mount(routes, "/engine.io/");
        engines.getLast().mount(routes, "/socket.io/");
        var transport =
                new TransportConfig(
                        loopbacks(),
                        port,
                        MAX_PAYLOAD,
                        8L * MAX_PAYLOAD,
                        2,
                        Duration.ofSeconds(30),
                        new TransportConfig.Farewell(1008, "reads too slowly"));
        return new EchoApplication(
                timer, store, engines, GrizzlyServer.start(transport, routes), redis);
    }

    private static SharedSessions shared(StateStore store) {
        return StoredSessions.join(store.exchange(), new NodeId(RandomId.next()))
                .toCompletableFuture()
                .join();
    }

    /** The port it listens on. */
    int port() {
        return server.port();
    }

    @Override
    public void close() {
        engines.forEach(engine -> engine.stop(1012, "service restart"));
        server.close();
        timer.shutdownNow();
        store.close();
        if (redis != null) {
            redis.close();
        }
    }

    /** Both loopback addresses, where the machine has both. */
    static List<String> loopbacks() {
        return Stream.of("127.0.0.1", "::1").filter(EchoApplication::canListen).toList();
    }

    private static boolean canListen(String host) {
        try (var probe = new ServerSocket(0, 1, InetAddress.getByName(host))) {
            return probe.isBound();
        } catch (IOException _) {
            return false;
        }
    }

    /** Admits everybody and sends the login back, as it came. */
    private record Welcoming(Function<NamespaceSocket, NamespaceListener> listener)
            implements Namespace {
        @Override
        public CompletionStage<Admission> admit(Connect connect) {
            return CompletableFuture.completedStage(
                    new Admission.Admit(socket -> {
                        socket.emit("auth", Arguments.of(connect.auth()));
                        return listener.apply(socket);
                    }));
        }

        /** Nothing is kept for a client, so it goes on anywhere. */
        @Override
        public CompletionStage<NamespaceListener> takeOver(NamespaceSocket socket, String state) {
            return CompletableFuture.completedStage(listener.apply(socket));
        }
    }

    private record EngineEcho(EngineSession session) implements EngineListener {
        @Override
        public void onMessage(String message) {
            session.send(message);
        }

        @Override
        public void onMessage(byte[] message) {
            session.send(message);
        }

        @Override
        public void onClose(EngineClosed closed) {
            // Nothing is kept for a session.
        }
    }

    private record Echo(NamespaceSocket socket) implements NamespaceListener {
        @Override
        public void onEvent(
                String event, Arguments arguments, @Nullable Consumer<Arguments> acknowledge) {
            switch (event) {
                case "message" -> socket.emit("message-back", arguments);
                case "message-with-ack" -> {
                    if (acknowledge != null) {
                        acknowledge.accept(arguments);
                    }
                }
                default -> {}
            }
        }

        @Override
        public void onDisconnect(Disconnected disconnected) {
            // Nothing is kept for a client.
        }
    }

    private record Silence(NamespaceSocket socket) implements NamespaceListener {
        @Override
        public void onEvent(
                String event, Arguments arguments, @Nullable Consumer<Arguments> acknowledge) {
            // This namespace only greets.
        }

        @Override
        public void onDisconnect(Disconnected disconnected) {
            // Nothing is kept for a client.
        }
    }
}
