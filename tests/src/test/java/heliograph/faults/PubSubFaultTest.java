package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.faults.Ledger.Balance;
import io.lettuce.core.KillArgs;
import io.lettuce.core.api.sync.RedisCommands;
import java.time.Duration;
import java.util.Collections;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is published does not arrive, with or without a sign of it. */
class PubSubFaultTest {
    private static final Scale SCALE = Scale.OF_THIS_RUN;

    /** What is promised after the network's return. */
    private static final Duration BACK = Duration.ofSeconds(10);

    /** Within three seconds, as is promised; a caller says something at each pause alone. */
    private static final Duration FOUND = Duration.ofSeconds(3).plus(SCALE.pause());

    private static RedisServer redis;
    private static Site site;

    @BeforeAll
    static void start() {
        redis = RedisServer.withoutFile();
        // Who is cut off keeps the seat: what is said to somebody who has left is not promised.
        long grace = SCALE.outage().plusSeconds(30).toMillis();
        String window = "" + (grace + 120_000);
        site =
                new Site(
                        2,
                        Map.of(
                                "SEAT_GRACE", "" + grace,
                                "RECOVERY_WINDOW", window,
                                "CANDIDATE_TTL", window),
                        redis);
    }

    @AfterAll
    static void stop() {
        site.close();
        redis.close();
    }

    private static void killSubscriptions(RedisServer server) {
        server.ask(commands -> commands.clientKill(KillArgs.Builder.typePubsub()));
    }

    private static Duration longestSilenceAfter(Traffic traffic, long nanoTime) {
        return Duration.ofNanos(Collections.max(traffic.silencesSince(nanoTime)));
    }

    private static void isReady(Site site, int node) {
        await().atMost(BACK).until(() -> site.status(node, "/readyz") == 200);
    }

    @Test
    void killedSubscriptionsAreMadeAnewAndWhatWasMissedIsHeard() {
        try (Traffic traffic = new Traffic(site, SCALE.pairs())) {
            traffic.flows(300);

            long from = System.nanoTime();
            long last = from;
            for (int i = 0; i < SCALE.times(); i++) {
                killSubscriptions(redis);
                last = System.nanoTime();
                traffic.isHeardByAllSince(last, FOUND);
            }
            traffic.flows(300);

            Balance balance = traffic.settle();
            Report.of("pub/sub: CLIENT KILL", traffic, balance, last, last);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(longestSilenceAfter(traffic, from)).isLessThan(FOUND);
            assertThat(traffic.told()).isZero();
            assertThat(traffic.resumed()).as("lost their connections").isZero();
        }
    }

    @Test
    void aSubscriptionThatSwallowsEverythingIsFoundAndMadeAnew() {
        try (Traffic traffic = new Traffic(site, SCALE.pairs())) {
            traffic.flows(300);

            long at = System.nanoTime();
            site.cable(0).stallSubscriptions();
            traffic.flows(300);
            traffic.isHeardByAllSince(System.nanoTime(), FOUND);
            traffic.flows(300);

            Balance balance = traffic.settle();
            Report.of("pub/sub: black hole of the subscription", traffic, balance, at, at);
            site.cable(0).heal();
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(longestSilenceAfter(traffic, at)).isLessThan(FOUND);
            assertThat(traffic.told()).isZero();
            assertThat(traffic.resumed()).as("lost their connections").isZero();
        }
    }

    /** The negative control: what a small inbox no longer holds is missing, and it is noticed. */
    @ParameterizedTest
    @ValueSource(strings = {"CLIENT KILL", "black hole of the subscription", "detached replica"})
    void withInboxesTooSmallMessagesAreLostAndItIsTold(String fault) {
        try (RedisServer small = RedisServer.withoutFile("stream-node-max-entries 1");
                RedisServer replica = RedisServer.replicaOf(small);
                Site forgetful = new Site(1, Map.of("INBOX_LIMIT", "10"), small);
                Traffic traffic = new Traffic(forgetful, 3, hasty(forgetful))) {
            traffic.flows(100);
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> {
                        // The one before may have cost the subscription.
                        isReady(forgetful, 0);
                        switch (fault) {
                            case "CLIENT KILL" -> killSubscriptions(small);
                            case "black hole of the subscription" ->
                                    forgetful.cable(0).stallSubscriptions();
                            case "detached replica" -> {
                                forgetful.cable(0).leadTo(replica.port());
                                killSubscriptions(small);
                                isReady(forgetful, 0);
                                forgetful.cable(0).leadTo(small.port());
                                replica.ask(RedisCommands::replicaofNoOne);
                            }
                            default -> throw new IllegalArgumentException(fault);
                        }
                        traffic.flows(400);
                        return traffic.told() > 0;
                    });

            assertThat(traffic.settle().lost()).isPositive();
        }
    }

    private static Caller.Habits hasty(Site site) {
        return new Caller.Habits(site::nextPort, true, Duration.ofMillis(2), 0, false, true);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void aBlackHoleBetweenNodesAndRedisIsOutlived(int nodes) {
        try (Traffic traffic = new Traffic(site, SCALE.pairs())) {
            traffic.flows(300);

            long from = System.nanoTime();
            for (int i = 0; i < nodes; i++) {
                site.cable(i).stall();
            }
            await().atMost(BACK).until(() -> site.status(0, "/readyz") == 503);
            assertThat(site.status(0, "/livez")).isEqualTo(200);
            traffic.isRefusedFor(SCALE.outage());
            assertThat(site.status(0, "/livez")).isEqualTo(200);
            assertThat(site.status(0, "/readyz")).isEqualTo(503);
            site.cables().forEach(Cable::heal);
            long to = System.nanoTime();
            isReady(site, 0);
            traffic.isHeardByAllSince(to, BACK);
            traffic.flows(300);

            Balance balance = traffic.settle();
            Report.of("Redis: black hole of nodes: " + nodes, traffic, balance, from, to);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).isZero();
        }
    }

    /**
     * With one address for everything a node's subscription can end at another server than its
     * commands only where that address changes its meaning between two connections.
     */
    @Test
    void aSubscriptionAtAReplicaThatWasCutOffIsFoundAndMadeAnew() {
        try (RedisServer replica = RedisServer.replicaOf(redis);
                Traffic traffic = new Traffic(site, SCALE.pairs())) {
            site.cable(0).leadTo(replica.port());
            killSubscriptions(redis);
            await().atMost(BACK)
                    .until(() ->
                            replica.ask(commands -> commands.pubsubChannels("hg:node:*")).size()
                                    == 1);
            isReady(site, 0);
            traffic.flows(300);

            site.cable(0).leadTo(redis.port());
            replica.ask(commands -> commands.replicaofNoOne());
            long at = System.nanoTime();
            traffic.flows(300);
            traffic.isHeardByAllSince(System.nanoTime(), FOUND);
            traffic.flows(300);

            Balance balance = traffic.settle();
            Report.of("pub/sub: detached replica", traffic, balance, at, at);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(longestSilenceAfter(traffic, at)).isLessThan(FOUND);
            assertThat(traffic.told()).isZero();
        }
    }
}
