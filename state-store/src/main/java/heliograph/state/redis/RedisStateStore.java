package heliograph.state.redis;

import heliograph.state.Candidates;
import heliograph.state.Connections;
import heliograph.state.Exchange;
import heliograph.state.Inboxes;
import heliograph.state.Links;
import heliograph.state.Nodes;
import heliograph.state.Rooms;
import heliograph.state.ScriptObserver;
import heliograph.state.StateStore;
import heliograph.state.StoreHealth;
import heliograph.state.StoreUnavailable;
import heliograph.state.Windows;
import io.lettuce.core.ClientOptions;
import io.lettuce.core.ClientOptions.DisconnectedBehavior;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.SocketOptions;
import io.lettuce.core.TimeoutOptions;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import io.lettuce.core.resource.ClientResources;
import io.lettuce.core.resource.Delay;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The store on one Redis (6.2 or newer, or Valkey), or on the one that Sentinel calls the master.
 * One connection carries all commands, in order; another hears this node's channel. Both come back
 * by themselves, each time asking Sentinel anew; while they are away every call fails at once.
 */
public final class RedisStateStore implements StateStore {
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(50);

    private final ClientResources resources;
    private final List<RedisClient> clients;
    private final RedisAsyncCommands<String, String> redis;
    private final Rooms rooms;
    private final Links links;
    private final Connections connections;
    private final Candidates candidates;
    private final Inboxes inboxes;
    private final Nodes nodes;
    private final Exchange exchange;

    private RedisStateStore(
            ClientResources resources,
            List<RedisClient> clients,
            StatefulRedisConnection<String, String> commands,
            Line commandLine,
            StatefulRedisPubSubConnection<String, String> subscription,
            Line subscriptionLine,
            Windows windows,
            ScriptObserver observer) {
        this.resources = resources;
        this.clients = clients;
        this.redis = commands.async();
        Scripts scripts = new Scripts(commands, observer);
        Witness witness = new Witness(scripts);
        this.rooms = new RedisRooms(scripts, redis, windows);
        this.links = new RedisLinks(scripts, witness, windows);
        this.connections = new RedisConnections(scripts, windows);
        this.candidates = new RedisCandidates(scripts, witness, windows);
        this.inboxes = new RedisInboxes(scripts, windows);
        Hearing hearing = new Hearing(redis, commandLine, subscription, subscriptionLine);
        this.nodes = new RedisNodes(scripts, redis, hearing, witness, windows);
        this.exchange = new RedisExchange(scripts, redis, hearing);
        join(scripts.load());
    }

    /**
     * Connects and loads the scripts.
     *
     * @param url {@code redis://user:password@host:port/db}, or {@code
     *     redis-sentinel://user:password@sentinel:port,sentinel:port/db#master}, where user and
     *     password are those of the master; with TLS {@code rediss://…} and {@code
     *     rediss-sentinel://…}
     * @param timeout how long an answer may take
     * @throws StoreUnavailable if Redis cannot be reached
     */
    public static RedisStateStore connect(
            String url, Windows windows, Duration timeout, ScriptObserver observer) {
        RedisURI uri = RedisURI.create(url);
        uri.setTimeout(timeout);
        uri.getSentinels().forEach(sentinel -> sentinel.setTimeout(timeout));
        uri.setClientName("heliograph");
        ClientResources resources =
                ClientResources.builder()
                        .ioThreadPoolSize(2) // one for each connection
                        .computationThreadPoolSize(2)
                        .reconnectDelay(
                                Delay.exponential(
                                        FIRST_PAUSE, LONGEST_PAUSE, 2, TimeUnit.MILLISECONDS))
                        .build();
        Line commandLine = new Line();
        Line subscriptionLine = new Line();
        RedisClient commands = client(resources, uri, commandLine, timeout);
        RedisClient subscriptions = client(resources, uri, subscriptionLine, timeout);
        try {
            return new RedisStateStore(
                    resources,
                    List.of(commands, subscriptions),
                    commands.connect(),
                    commandLine,
                    subscriptions.connectPubSub(),
                    subscriptionLine,
                    windows,
                    observer);
        } catch (RedisException | StoreUnavailable e) {
            commands.shutdown(Duration.ZERO, timeout);
            subscriptions.shutdown(Duration.ZERO, timeout);
            var _ = resources.shutdown(0, timeout.toMillis(), TimeUnit.MILLISECONDS);
            throw Scripts.unavailable("connecting to " + place(uri), e);
        }
    }

    /** Without user and password. */
    private static String place(RedisURI uri) {
        return uri.getSentinels().isEmpty()
                ? uri.getHost() + ":" + uri.getPort()
                : "the master " + uri.getSentinelMasterId() + " of the sentinels";
    }

    /** A client for one connection, on the threads of all. */
    private static RedisClient client(
            ClientResources resources, RedisURI uri, Line line, Duration timeout) {
        RedisClient client =
                RedisClient.create(resources.mutate().nettyCustomizer(line).build(), uri);
        client.setOptions(
                ClientOptions.builder()
                        // A call that waits for Redis to come back would only pile up with the
                        // others. Those under way when the connection breaks fail at once and are
                        // not sent again: nobody knows whether they were executed.
                        .disconnectedBehavior(DisconnectedBehavior.REJECT_COMMANDS)
                        .timeoutOptions(TimeoutOptions.enabled(timeout))
                        .socketOptions(
                                SocketOptions.builder()
                                        .connectTimeout(timeout)
                                        .tcpNoDelay(true)
                                        .keepAlive(true)
                                        .build())
                        .build());
        return client;
    }

    private static <T extends @Nullable Object> void join(CompletionStage<T> stage) {
        try {
            stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw Scripts.unavailable("start", e);
        }
    }

    @Override
    public Rooms rooms() {
        return rooms;
    }

    @Override
    public Links links() {
        return links;
    }

    @Override
    public Connections connections() {
        return connections;
    }

    @Override
    public Candidates candidates() {
        return candidates;
    }

    @Override
    public Inboxes inboxes() {
        return inboxes;
    }

    @Override
    public Nodes nodes() {
        return nodes;
    }

    @Override
    public Exchange exchange() {
        return exchange;
    }

    @Override
    public CompletionStage<StoreHealth> health() {
        long start = System.nanoTime();
        return redis.time()
                .thenCombine(redis.info("server"), (time, info) -> health(start, time, info))
                .exceptionally(failure -> {
                    throw Scripts.unavailable("health", failure);
                });
    }

    private static StoreHealth health(long start, List<String> time, String info) {
        String version =
                info.lines()
                        .filter(line -> line.startsWith("valkey_version:"))
                        .findFirst()
                        .or(() ->
                                info.lines()
                                        .filter(line -> line.startsWith("redis_version:"))
                                        .findFirst())
                        .map(line -> line.substring(line.indexOf(':') + 1).strip())
                        .orElse("unknown");
        return new StoreHealth(
                version,
                Duration.ofNanos(System.nanoTime() - start),
                Long.parseLong(time.get(0)) * 1000 + Long.parseLong(time.get(1)) / 1000);
    }

    @Override
    public void close(Duration within) {
        CompletableFuture<?>[] ends =
                clients.stream()
                        .map(client ->
                                client.shutdownAsync(0, within.toMillis(), TimeUnit.MILLISECONDS))
                        .toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends)
                .completeOnTimeout(null, within.toMillis(), TimeUnit.MILLISECONDS)
                .exceptionally(_ -> null)
                .join();
        var _ = resources.shutdown(0, within.toMillis(), TimeUnit.MILLISECONDS);
    }
}
