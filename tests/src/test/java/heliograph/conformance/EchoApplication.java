package heliograph.conformance;

import heliograph.engineio.EngineClosed;
import heliograph.engineio.EngineConfig;
import heliograph.engineio.EngineListener;
import heliograph.engineio.EngineServer;
import heliograph.engineio.EngineSession;
import heliograph.engineio.Timers;
import heliograph.socketio.Arguments;
import heliograph.socketio.Namespace;
import heliograph.socketio.NamespaceListener;
import heliograph.socketio.NamespaceSocket;
import heliograph.socketio.SocketIoConfig;
import heliograph.socketio.SocketIoServer;
import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.TransportConfig;
import heliograph.transport.grizzly.GrizzlyServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
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

    private final ScheduledExecutorService timer;
    private final Server server;

    private EchoApplication(ScheduledExecutorService timer, Server server) {
        this.timer = timer;
        this.server = server;
    }

    /** Runs in the foreground on the port that is the only argument, until it is terminated. */
    public static void main(String[] arguments) throws InterruptedException {
        EchoApplication application = start(Integer.parseInt(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(application::close));
        System.out.println("echo application on port " + application.port());
        Thread.currentThread().join();
    }

    /** Starts on the loopback addresses; port 0 is any free one. */
    static EchoApplication start(int port) {
        var engine = new EngineConfig(PING_INTERVAL, PING_TIMEOUT, MAX_PAYLOAD);
        var socketIo = SocketIoConfig.DEFAULT.withConnectTimeout(CONNECT_TIMEOUT);
        ScheduledExecutorService timer = Timers.create("echo-timer");
        var application =
                new SocketIoServer(
                        socketIo,
                        Map.of("/", welcoming(Echo::new), "/custom", welcoming(Silence::new)),
                        timer);
        var routes = new Routes();
        new EngineServer(engine, request -> true, EngineEcho::new, timer)
                .mount(routes, "/engine.io/");
        new EngineServer(engine, request -> true, application, timer).mount(routes, "/socket.io/");
        var transport =
                new TransportConfig(
                        loopbacks(),
                        port,
                        MAX_PAYLOAD,
                        8L * MAX_PAYLOAD,
                        2,
                        Duration.ofSeconds(30),
                        new TransportConfig.Farewell(1008, "reads too slowly"));
        return new EchoApplication(timer, GrizzlyServer.start(transport, routes));
    }

    /** The port it listens on. */
    int port() {
        return server.port();
    }

    @Override
    public void close() {
        server.close();
        timer.shutdownNow();
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
    private static Namespace welcoming(Function<NamespaceSocket, NamespaceListener> listener) {
        return connect ->
                CompletableFuture.completedStage(
                        new Namespace.Admission.Admit(socket -> {
                            socket.emit("auth", Arguments.of(connect.auth()));
                            return listener.apply(socket);
                        }));
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
