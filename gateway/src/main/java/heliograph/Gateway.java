package heliograph;

import heliograph.access.Origins;
import heliograph.access.Tokens;
import heliograph.api.Api;
import heliograph.engineio.EngineServer;
import heliograph.engineio.Timers;
import heliograph.ice.IceServers;
import heliograph.namespace.WebrtcNamespace;
import heliograph.operation.EmbeddedRedis;
import heliograph.operation.Health;
import heliograph.operation.Metrics;
import heliograph.plain.PlainEndpoint;
import heliograph.sharing.StoredSessions;
import heliograph.signaling.Delivery;
import heliograph.signaling.Departures;
import heliograph.signaling.Entrance;
import heliograph.signaling.Heartbeat;
import heliograph.signaling.Sessions;
import heliograph.signaling.Switchboard;
import heliograph.signaling.Watch;
import heliograph.state.NodeId;
import heliograph.state.StateStore;
import heliograph.state.StoreHealth;
import heliograph.state.StoreUnavailable;
import heliograph.state.redis.RedisStateStore;
import heliograph.transport.RandomId;
import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.grizzly.GrizzlyServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One node, wired by hand and stopped in reverse. Reading it is reading the architecture. */
public final class Gateway implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Gateway.class);
    private static final int SERVICE_RESTART = 1012;
    private static final Clock CLOCK = Clock.systemUTC();

    private final NodeId node = new NodeId(RandomId.next());
    private final ScheduledExecutorService timer = Timers.create("timer");
    private final AtomicBoolean draining = new AtomicBoolean();
    private final CountDownLatch stopped = new CountDownLatch(1);

    private final GatewayConfig config;
    private final Metrics metrics;
    private final StateStore store;
    private final @Nullable EmbeddedRedis embedded;
    private final Sessions sessions;
    private final Departures departures;
    private final Entrance entrance;
    private final Heartbeat heartbeat;
    private final Switchboard switchboard;
    private final Watch watch;
    private final EngineServer engine;
    private final Server server;

    private Gateway(
            GatewayConfig config,
            Map<String, String> environment,
            Metrics metrics,
            MetricsTally tally,
            StateStore store,
            @Nullable EmbeddedRedis embedded) {
        this.config = config;
        this.metrics = metrics;
        this.store = store;
        this.embedded = embedded;

        sessions = new Sessions(store.inboxes(), timer, CLOCK, tally);
        departures = new Departures(store.rooms(), store.inboxes(), timer);
        entrance =
                new Entrance(
                        store.inboxes(),
                        node,
                        departures,
                        config.windows().recovery().isPositive(),
                        RandomId::next,
                        tally);
        heartbeat =
                new Heartbeat(store.nodes(), node, sessions, timer, config.windows().nodeLease());
        switchboard =
                new Switchboard(
                        store,
                        node,
                        sessions,
                        departures,
                        heartbeat,
                        config.sessions().maxInFlight(),
                        tally,
                        CLOCK);
        watch =
                new Watch(
                        store.nodes(),
                        store.inboxes(),
                        node,
                        sessions,
                        timer,
                        heartbeat::beat,
                        heartbeat::epoch,
                        heartbeat::historyCut);
        metrics.queueDepth(sessions::queuedBytes);
        metrics.redis(heartbeat::storeAnswers);

        // Nobody is let in before this node can be told something and has a lease that others
        // respect.
        await(store.nodes().listen(node, new Delivery(sessions, CLOCK)));
        await(store.nodes().renew(node));
        heartbeat.start();
        watch.start();
        Tokens tokens = new Tokens(config.access(), CLOCK);
        engine =
                SocketIo.on(
                        config,
                        new WebrtcNamespace(tokens, entrance, sessions, switchboard),
                        await(StoredSessions.join(store.exchange(), node)),
                        timer);
        server = GrizzlyServer.start(config.transport(), routes(environment, tokens));
        metrics.slowReaders(server::slowReaders);
    }

    /**
     * Starts a node; when this returns it takes clients.
     *
     * @param environment where a changed TURN configuration is read again
     * @throws StoreUnavailable if Redis cannot be reached
     * @throws UncheckedIOException if the private Redis or the port cannot be had
     */
    public static Gateway start(GatewayConfig config, Map<String, String> environment) {
        long begin = System.nanoTime();
        EmbeddedRedis embedded =
                config.redis().url().isPresent() ? null : embeddedRedis(environment);
        String url =
                embedded == null
                        ? config.redis().url().orElseThrow().toString()
                        : embedded.url().toString();
        Metrics metrics = new Metrics();
        MetricsTally tally = new MetricsTally(metrics);
        StateStore store = null;
        try {
            store = RedisStateStore.connect(url, config.windows(), config.redis().timeout(), tally);
            Gateway gateway = new Gateway(config, environment, metrics, tally, store, embedded);
            gateway.announce(begin);
            return gateway;
        } catch (RuntimeException e) {
            if (store != null) {
                store.close();
            }
            if (embedded != null) {
                embedded.close();
            }
            throw e;
        }
    }

    private static EmbeddedRedis embeddedRedis(Map<String, String> environment) {
        try {
            return EmbeddedRedis.start(environment.getOrDefault("PATH", ""));
        } catch (IOException e) {
            throw new UncheckedIOException("REDIS_URL is not set, and no private Redis starts", e);
        }
    }

    private Routes routes(Map<String, String> environment, Tokens tokens) {
        Origins origins = config.access().origins();
        Routes routes = new Routes();

        engine.mount(routes, "/socket.io/", origins::cors);
        routes.socket(
                "/webrtc/ws",
                new PlainEndpoint(
                        tokens,
                        origins,
                        entrance,
                        sessions,
                        switchboard,
                        timer,
                        config.engine().pingInterval(),
                        config.engine().pingTimeout()));

        IceServers ice = new IceServers(GatewayConfig.iceSettings(environment), CLOCK);
        new Api(store, tokens, ice, origins, CLOCK).addTo(routes);
        Health health = new Health(new Condition());
        routes.httpExactly("/livez", health.live());
        routes.httpExactly("/readyz", health.ready());
        routes.httpExactly("/metrics", metrics.handler());
        return routes;
    }

    private final class Condition implements Health.Node {
        @Override
        public CompletionStage<StoreHealth> redis() {
            return store.health();
        }

        @Override
        public boolean subscribed() {
            return store.nodes().isListening() && watch.delivers();
        }

        @Override
        public boolean draining() {
            return draining.get();
        }
    }

    private void announce(long begin) {
        LOG.atInfo()
                .addKeyValue("event", "started")
                .addKeyValue("node", node)
                .addKeyValue("port", port())
                .log(
                        "Listening on port {} after {} ms",
                        port(),
                        TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - begin));
    }

    /** Returns when the node has stopped; its threads alone do not keep the process alive. */
    public void awaitStop() throws InterruptedException {
        stopped.await();
    }

    /** The port it listens on. */
    public int port() {
        return server.port();
    }

    /**
     * Stops: not ready, no new connections, clients sent away over {@code DRAIN_TIME} so that they
     * come back elsewhere with their seats kept, the lease given back. Whoever has not gone yet is
     * served as ever. What is not done after {@code STOP_TIMEOUT}, counted from the call, is cut; a
     * second or two may pass beyond it until every thread has ended.
     */
    @Override
    public void close() {
        if (!draining.compareAndSet(false, true)) {
            return;
        }
        LOG.atInfo().addKeyValue("event", "stopping").log("Stopping");
        Deadline deadline = Deadline.in(config.stopTimeout());
        // Not all of it: one request that hangs must not keep the seats and the lease from being
        // given back.
        Deadline connections = Deadline.in(config.stopTimeout().multipliedBy(3).dividedBy(4));
        server.stopAccepting();
        engine.stopOpening();
        waitFor(sessions.sendAway(config.drainTime()), connections.left());
        engine.stop(SERVICE_RESTART, "service restart");
        server.stop(connections.left());
        heartbeat.close();
        if (departures.await(deadline.left())) {
            giveBackLease(deadline.left());
        }
        timer.shutdownNow();
        store.close(deadline.left());
        metrics.close();
        if (embedded != null) {
            embedded.close();
        }
        LOG.atInfo().addKeyValue("event", "stopped").log("Stopped");
        stopped.countDown();
    }

    /** A lease that is not given back ends by itself; the others then clean up. */
    private void giveBackLease(Duration within) {
        waitFor(store.nodes().release(node).toCompletableFuture(), within);
    }

    private static void waitFor(CompletableFuture<?> part, Duration within) {
        try {
            part.get(within.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            LOG.debug("A part of the stop is not done", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static <T extends @Nullable Object> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailable unavailable ? unavailable : e;
        }
    }
}
