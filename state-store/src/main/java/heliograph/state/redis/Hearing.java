package heliograph.state.redis;

import heliograph.state.NodeId;
import heliograph.state.Nodes.Proof;
import heliograph.state.Publication;
import heliograph.state.StoreUnavailable;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.async.RedisAsyncCommands;
import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is published to this node, and the proof that it arrives. */
final class Hearing {
    private static final Logger LOG = LoggerFactory.getLogger(Hearing.class);

    /** A probe takes a round trip; one that takes this long is lost. */
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private static final String PROBE = "p\n";

    private final RedisAsyncCommands<String, String> redis;
    private final Line commandLine;
    private final StatefulRedisPubSubConnection<String, String> subscription;
    private final Line subscriptionLine;

    private final AtomicBoolean listening = new AtomicBoolean();
    private final AtomicLong subscriptions = new AtomicLong();
    private final AtomicLong probes = new AtomicLong();
    private final Map<String, CompletableFuture<Boolean>> underWay = new ConcurrentHashMap<>();
    private final AtomicReference<@Nullable Lineage> lineage = new AtomicReference<>();

    Hearing(
            RedisAsyncCommands<String, String> redis,
            Line commandLine,
            StatefulRedisPubSubConnection<String, String> subscription,
            Line subscriptionLine) {
        this.redis = redis;
        this.commandLine = commandLine;
        this.subscription = subscription;
        this.subscriptionLine = subscriptionLine;
    }

    CompletionStage<@Nullable Void> listen(NodeId node, Consumer<Publication> listener) {
        String own = Keys.channel(node);
        subscription.addListener(
                new RedisPubSubAdapter<>() {
                    @Override
                    public void subscribed(String channel, long count) {
                        if (channel.equals(own)) {
                            subscriptions.incrementAndGet();
                            listening.set(true);
                        }
                    }

                    @Override
                    public void message(String channel, String message) {
                        if (channel.equals(own)) {
                            heard(message, listener);
                        }
                    }
                });
        subscription.addListener(
                new RedisConnectionStateListener() {
                    @Override
                    public void onRedisDisconnected(RedisChannelHandler<?, ?> connection) {
                        listening.set(false);
                    }
                });
        return subscription
                .async()
                .subscribe(own)
                .handle((_, failure) -> {
                    if (failure != null) {
                        throw Scripts.unavailable("subscribing", failure);
                    }
                    return null;
                });
    }

    /**
     * Hears one more channel.
     *
     * @param again called when the subscription is confirmed once more
     */
    CompletionStage<@Nullable Void> subscribe(
            String own, Consumer<String> listener, Runnable again) {
        subscription.addListener(
                new RedisPubSubAdapter<>() {
                    private boolean before; // one thread calls

                    @Override
                    public void subscribed(String channel, long count) {
                        if (channel.equals(own)) {
                            if (before) {
                                again.run();
                            }
                            before = true;
                        }
                    }

                    @Override
                    public void message(String channel, String message) {
                        if (channel.equals(own)) {
                            try {
                                listener.accept(message);
                            } catch (RuntimeException e) {
                                LOG.error("A note could not be delivered", e);
                            }
                        }
                    }
                });
        return subscription
                .async()
                .subscribe(own)
                .handle((_, failure) -> {
                    if (failure != null) {
                        throw Scripts.unavailable("subscribing", failure);
                    }
                    return null;
                });
    }

    boolean isListening() {
        return listening.get();
    }

    private void heard(String message, Consumer<Publication> listener) {
        if (message.startsWith(PROBE)) {
            CompletableFuture<Boolean> probe = underWay.get(message);
            if (probe != null) {
                probe.complete(true);
            }
            return;
        }
        try {
            listener.accept(PublicationText.parse(message));
        } catch (RuntimeException e) {
            // One bad publication must not end the subscription.
            LOG.error("A publication could not be delivered", e);
        }
    }

    CompletionStage<Proof> prove(NodeId node) {
        String message = PROBE + probes.incrementAndGet();
        CompletableFuture<Boolean> echo = new CompletableFuture<>();
        underWay.put(message, echo);
        return redis.publish(Keys.channel(node), message)
                .handle((_, failure) -> {
                    if (failure != null) {
                        underWay.remove(message);
                        commandLine.cut();
                        throw Scripts.unavailable("probe", failure);
                    }
                    return echo.completeOnTimeout(
                            false, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
                })
                .thenCompose(answer -> answer)
                .whenComplete((_, _) -> underWay.remove(message))
                .thenCompose(heard -> {
                    if (heard) {
                        return lineage();
                    }
                    subscriptionLine.cut();
                    return CompletableFuture.completedStage(new Proof.NotHeard());
                });
    }

    /** Who Redis is, as far as replication goes: the ids of its history and of the one before. */
    private record Lineage(String own, String predecessor) {
        /**
         * Whether this one has been a replica and taken the place of the other, directly or after
         * more of them. One that was only started again has no predecessor: zeros.
         */
        boolean succeeds(Lineage other) {
            return !own.equals(other.own) && predecessor.chars().anyMatch(c -> c != '0');
        }
    }

    private CompletionStage<Proof> lineage() {
        long confirmed = subscriptions.get();
        return redis.info("replication")
                .handle((info, failure) -> {
                    if (failure != null) {
                        throw Scripts.unavailable("lineage", failure);
                    }
                    if (field(info, "role").equals("slave")) {
                        // It was put back behind another: a new connection finds the master.
                        commandLine.cut();
                        subscriptionLine.cut();
                        throw new StoreUnavailable("Redis is a replica and takes no writes", null);
                    }
                    Lineage now =
                            new Lineage(
                                    field(info, "master_replid"), field(info, "master_replid2"));
                    Lineage before = lineage.getAndSet(now);
                    return new Proof.Heard(
                            confirmed, before != null && now.succeeds(before), false);
                });
    }

    private static String field(String info, String name) {
        return info.lines()
                .filter(line -> line.startsWith(name + ":"))
                .map(line -> line.substring(name.length() + 1).strip())
                .findFirst()
                .orElse("");
    }
}
