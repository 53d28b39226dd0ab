package heliograph.transport.grizzly;

import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.TransportConfig;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.http.HttpCodecFilter;
import org.glassfish.grizzly.http.server.FileCacheFilter;
import org.glassfish.grizzly.http.server.HttpServer;
import org.glassfish.grizzly.http.server.HttpServerFilter;
import org.glassfish.grizzly.http.server.NetworkListener;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.strategies.SameThreadIOStrategy;
import org.glassfish.grizzly.utils.DelayedExecutor;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;

/** The transport: one port for WebSocket and HTTP on each of the hosts. */
public final class GrizzlyServer implements Server {
    /** Held, or the setting would be collected with the logger. */
    private static final Logger GRIZZLY_LOG = Logger.getLogger("org.glassfish.grizzly");

    private static final int SERVICE_RESTART = 1012;
    private static final int MAX_HEADER_BYTES = 16 * 1024;
    private static final int MAX_HEADERS = 100;
    private static final int BACKLOG = 1024;
    private static final long POLL_MILLIS = 10;

    /** What is still to be told when everything is cut takes no longer. */
    private static final Duration LAST_CALLS = Duration.ofSeconds(1);

    private final TransportConfig config;
    private final HttpServer http = new HttpServer();
    private final List<NetworkListener> listeners = new ArrayList<>();
    private final Timer timer;
    private final ExecutorService idleThread;
    private final DelayedExecutor idleChecks;
    private final TyrusContainer tyrus = TyrusContainer.started();
    private final Upgrader upgrader;
    private final EntranceFilter entrance;
    private final IdleTimeoutFilter idle;
    private final HttpFront front;
    private boolean stopped;

    private GrizzlyServer(TransportConfig config, Routes routes) {
        this.config = config;
        timer = new Timer(daemon("transport-timer"));
        idleThread = Executors.newSingleThreadExecutor(daemon("transport-idle"));
        long patience = config.idleHttp().toMillis();
        idleChecks =
                new DelayedExecutor(
                        idleThread, Math.clamp(patience / 4, 10, 1_000), TimeUnit.MILLISECONDS);
        idle =
                new IdleTimeoutFilter(
                        idleChecks,
                        patience,
                        TimeUnit.MILLISECONDS,
                        // Not close: that would wait for a client which may not read.
                        connection -> connection.terminateSilently());
        FilterChain afterHttp = FrameFilter.chain(idle);
        Linger linger = new Linger(timer, afterHttp);
        upgrader = new Upgrader(tyrus, config, linger, afterHttp);
        entrance =
                new EntranceFilter(
                        routes.sockets(), upgrader, linger, config.maxFrameBytes(), patience);
        front =
                new HttpFront(
                        routes.handlers(),
                        config.maxFrameBytes(),
                        timer,
                        config.idleHttp(),
                        ClientPresence.chain(idle));
    }

    /**
     * Listens on every host of the configuration, on the same port.
     *
     * @throws UncheckedIOException where an address cannot be had
     */
    public static Server start(TransportConfig config, Routes routes) {
        GrizzlyServer server = new GrizzlyServer(config, routes);
        try {
            server.start();
        } catch (IOException e) {
            server.stop(Duration.ZERO);
            throw new UncheckedIOException(e.getMessage(), e);
        }
        return server;
    }

    private void start() throws IOException {
        GRIZZLY_LOG.setLevel(Level.WARNING);
        http.getServerConfiguration().addHttpHandler(front, "/");
        http.getServerConfiguration().setName("transport");
        idleChecks.start();
        NetworkListener first = listener(config.hosts().getFirst(), config.port());
        http.addListener(first);
        try {
            http.start();
        } catch (IOException e) {
            throw new IOException(cannotListen(first) + ": " + e.getMessage(), e);
        }
        listeners.add(first);
        for (String host : config.hosts().subList(1, config.hosts().size())) {
            NetworkListener next = listener(host, port());
            // Of a server that runs this starts the listener, and only logs where it cannot.
            http.addListener(next);
            if (!next.isStarted()) {
                throw new IOException(cannotListen(next));
            }
            listeners.add(next);
        }
    }

    private static String cannotListen(NetworkListener listener) {
        return "Cannot listen on " + listener.getHost() + " port " + listener.getPort();
    }

    private NetworkListener listener(String host, int port) {
        NetworkListener listener = new NetworkListener(host, host, port);
        listener.setMaxHttpHeaderSize(MAX_HEADER_BYTES);
        listener.setMaxRequestHeaders(MAX_HEADERS);
        listener.getFileCache().setEnabled(false);
        listener.registerAddOn(this::furnish);
        TCPNIOTransport transport = listener.getTransport();
        transport.setIOStrategy(SameThreadIOStrategy.getInstance());
        transport.setSelectorRunnersCount(config.selectors());
        transport.setTcpNoDelay(true);
        transport.setServerConnectionBackLog(BACKLOG);
        return listener;
    }

    /** Our filters in place of Grizzly's defaults. */
    private void furnish(NetworkListener listener, FilterChainBuilder chain) {
        chain.set(chain.indexOfType(HttpCodecFilter.class), new StrictCodec(listener));
        chain.set(chain.indexOfType(IdleTimeoutFilter.class), idle);
        chain.remove(chain.indexOfType(FileCacheFilter.class));
        chain.add(chain.indexOfType(HttpServerFilter.class), entrance);
    }

    @Override
    public int port() {
        return listeners.getFirst().getPort();
    }

    @Override
    public long slowReaders() {
        return upgrader.slowReaders();
    }

    @Override
    public synchronized void stopAccepting() {
        upgrader.refuseFromNowOn();
        for (NetworkListener listener : listeners) {
            listener.getTransport().unbindAll();
        }
    }

    @Override
    public synchronized void stop(Duration deadline) {
        if (stopped) {
            return;
        }
        stopped = true;
        long end = System.nanoTime() + deadline.toNanos();
        stopAccepting();
        upgrader.open().forEach(socket -> socket.close(SERVICE_RESTART, "service restart"));
        await(() -> upgrader.open().isEmpty() && front.inWork() == 0, end);
        upgrader.open().forEach(WebSocketConnection::cut);
        http.shutdownNow();
        await(() -> upgrader.open().isEmpty(), System.nanoTime() + LAST_CALLS.toNanos());
        idleChecks.stop();
        idleThread.shutdownNow();
        timer.stop();
        tyrus.stop();
    }

    private static void await(BooleanSupplier done, long endNanos) {
        try {
            while (!done.getAsBoolean() && System.nanoTime() - endNanos < 0) {
                Thread.sleep(POLL_MILLIS);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }
}
