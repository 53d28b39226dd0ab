package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.faults.Ledger.Balance;
import io.lettuce.core.KillArgs;
import io.lettuce.core.RedisException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A replica takes the master's place: everybody is told, whatever it lacks, and goes on. */
class PromotionTest {
    private static final Scale SCALE = Scale.OF_THIS_RUN;
    private static final Duration FAILOVER = Duration.ofSeconds(30);
    private static final Duration BACK = Duration.ofSeconds(10);

    private static boolean isMaster(RedisServer server) {
        try {
            return server.ask(commands -> commands.info("replication")).contains("role:master");
        } catch (RedisException changing) {
            // On becoming one it ends the connections of its clients.
            return false;
        }
    }

    /** Nothing reaches the replica any more, although Sentinel sees it. */
    private static void lag(RedisServer master, RedisServer replica) {
        replica.ask(commands -> commands.configSet("masterauth", "not-the-password"));
        master.ask(commands -> commands.clientKill(KillArgs.Builder.typeSlave()));
        await().until(() ->
                replica.ask(commands -> commands.info("replication"))
                        .contains("master_link_status:down"));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void sentinelPromotesAReplicaAndEverybodyIsTold(boolean lagging) {
        try (RedisServer master = RedisServer.withoutFile();
                RedisServer replica = RedisServer.replicaOf(master);
                RedisServer sentinel = RedisServer.sentinelOf(master);
                Site site =
                        new Site(
                                2,
                                Map.of(
                                        "REDIS_URL",
                                        "redis-sentinel://127.0.0.1:" + sentinel.port() + "#calls"),
                                null);
                Traffic traffic = new Traffic(site, SCALE.pairs())) {
            traffic.flows(300);

            if (lagging) {
                lag(master, replica);
                traffic.flows(300);
            }
            master.kill();
            long from = System.nanoTime();
            await().atMost(FAILOVER).until(() -> isMaster(replica));
            long to = System.nanoTime();
            traffic.isToldToAll();
            traffic.isHeardByAllSince(to, BACK);
            Map<String, Integer> told = traffic.ledger().marks();
            traffic.flows(500);

            Balance balance = traffic.settle();
            Report.of(
                    "Sentinel: failover" + (lagging ? " to a lagging replica" : ""),
                    traffic,
                    balance,
                    from,
                    to);
            assertThat(traffic.told()).as("told to join again, once").isEqualTo(traffic.callers());
            assertThat(traffic.ledger().balanceSince(told)).matches(Balance::isClean, "clean");
        }
    }

    /** Without a Sentinel nobody ends the connections to a master that was put back. */
    @Test
    void aMasterThatBecomesAReplicaIsLeftForTheNewOne() {
        try (RedisServer master = RedisServer.withoutFile();
                RedisServer replica = RedisServer.replicaOf(master);
                Site site = new Site(2, Map.of(), master);
                Traffic traffic = new Traffic(site, SCALE.pairs())) {
            traffic.flows(300);

            long at = System.nanoTime();
            replica.ask(commands -> commands.replicaofNoOne());
            site.cables().forEach(cable -> cable.leadTo(replica.port()));
            master.ask(commands -> commands.replicaof("127.0.0.1", replica.port()));
            traffic.isToldToAll();
            traffic.isHeardByAllSince(System.nanoTime(), BACK);
            Map<String, Integer> told = traffic.ledger().marks();
            traffic.flows(500);

            Balance balance = traffic.settle();
            Report.of("Redis: promotion by hand", traffic, balance, at, at);
            assertThat(traffic.told()).as("told to join again, once").isEqualTo(traffic.callers());
            assertThat(traffic.ledger().balanceSince(told)).matches(Balance::isClean, "clean");
        }
    }
}
