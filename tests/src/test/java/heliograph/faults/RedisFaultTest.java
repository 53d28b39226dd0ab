package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.faults.Ledger.Balance;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Redis goes away while people talk, and comes back with everything or with nothing. */
class RedisFaultTest {
    private static final Scale SCALE = Scale.OF_THIS_RUN;

    /** What is promised after Redis's return. */
    private static final Duration BACK = Duration.ofSeconds(10);

    /** REDIS_TIMEOUT, and what a busy machine takes beside it. */
    private static final Duration QUICKLY = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource({"SIGTERM, everysec", "SIGKILL, always", "SIGKILL, everysec"})
    void aRestartWithWhatWasWrittenLosesNothingAndNobodyConnectsAgain(String signal, String fsync) {
        try (RedisServer redis = RedisServer.withFile(fsync);
                Site site = new Site(2, Map.of(), redis)) {
            Traffic traffic = new Traffic(site, SCALE.pairs());
            traffic.flows(500);

            if (signal.equals("SIGTERM")) {
                redis.terminate();
            } else {
                redis.kill();
            }
            long gone = System.nanoTime();
            traffic.isRefusedFor(SCALE.outage());
            redis.start();
            long back = System.nanoTime();
            traffic.isHeardByAllSince(back, BACK);
            traffic.flows(500);

            Balance balance = traffic.settle();
            Report.of("Redis: " + signal + ", appendfsync " + fsync, traffic, balance, gone, back);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).as("told to join again").isZero();
            assertThat(traffic.resumed()).as("lost their connections").isZero();
            assertThat(traffic.slowestAnswer()).isLessThan(QUICKLY);
        }
    }

    /** The negative control too: the same restart, with nothing kept. */
    @Test
    void aRestartWithoutWhatWasWrittenIsToldToEverybody() {
        try (RedisServer redis = RedisServer.withoutFile();
                Site site = new Site(2, Map.of(), redis)) {
            Traffic traffic = new Traffic(site, SCALE.pairs());
            traffic.flows(500);

            redis.kill();
            long gone = System.nanoTime();
            traffic.isRefusedFor(SCALE.outage());
            redis.start();
            long back = System.nanoTime();
            traffic.isToldToAll();
            traffic.isHeardByAllSince(back, BACK);
            var told = traffic.ledger().marks();
            traffic.flows(500);

            Balance balance = traffic.settle();
            Report.of("Redis: SIGKILL, nothing on disk", traffic, balance, gone, back);
            assertThat(traffic.told()).isEqualTo(traffic.callers());
            assertThat(traffic.resumed()).isZero();
            assertThat(traffic.ledger().balanceSince(told)).matches(Balance::isClean, "clean");
        }
    }

    @Test
    void aPauseOfRedisIsAnsweredQuicklyAndLosesNothing() {
        try (RedisServer redis = RedisServer.withoutFile();
                Site site = new Site(2, Map.of(), redis)) {
            Traffic traffic = new Traffic(site, SCALE.pairs());
            traffic.flows(500);

            long from = System.nanoTime();
            redis.ask(commands -> commands.clientPause(SCALE.outage().toMillis()));
            traffic.isRefusedFor(SCALE.outage());
            long to = System.nanoTime();
            traffic.isHeardByAllSince(to, BACK);
            traffic.flows(500);

            Balance balance = traffic.settle();
            Report.of("Redis: CLIENT PAUSE", traffic, balance, from, to);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).as("told to join again").isZero();
            assertThat(traffic.resumed()).as("lost their connections").isZero();
            assertThat(traffic.slowestAnswer()).isLessThan(QUICKLY);
        }
    }
}
