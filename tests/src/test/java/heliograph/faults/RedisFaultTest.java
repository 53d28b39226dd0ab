package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import heliograph.faults.Ledger.Balance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/**
 * Redis goes away while people talk, and comes back with everything, with a part or with nothing.
 */
class RedisFaultTest {
    private static final Scale SCALE = Scale.OF_THIS_RUN;

    /** What is promised after Redis's return. */
    private static final Duration BACK = Duration.ofSeconds(10);

    /** REDIS_TIMEOUT, and what a busy machine takes beside it. */
    private static final Duration QUICKLY = Duration.ofSeconds(5);

    private static RedisServer redis;
    private static Site site;

    @BeforeAll
    static void start() {
        redis = RedisServer.withFile("everysec");
        site = new Site(2, Map.of(), redis);
    }

    @AfterAll
    static void stop() {
        site.close();
        redis.close();
    }

    private static void end(String signal) {
        switch (signal) {
            case "SIGTERM" -> redis.terminate();
            case "SIGKILL" -> redis.kill();
            default -> throw new IllegalArgumentException(signal);
        }
    }

    @ParameterizedTest
    @CsvSource({"SIGTERM, everysec", "SIGKILL, always", "SIGKILL, everysec"})
    void aRestartWithWhatWasWrittenLosesNothingAndNobodyConnectsAgain(String signal, String fsync) {
        redis.ask(commands -> commands.configSet("appendfsync", fsync));
        try (Traffic traffic = new Traffic(site, SCALE.pairs())) {
            traffic.flows(300);

            end(signal);
            long gone = System.nanoTime();
            traffic.isRefusedFor(SCALE.outage());
            redis.start();
            long back = System.nanoTime();
            traffic.isHeardByAllSince(back, BACK);
            traffic.flows(300);

            Balance balance = traffic.settle();
            Report.of("Redis: " + signal + ", appendfsync " + fsync, traffic, balance, gone, back);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).as("told to join again").isZero();
            assertThat(traffic.resumed()).as("lost their connections").isZero();
            assertThat(traffic.slowestAnswer()).isLessThan(QUICKLY);
        }
    }

    /** The negative control too: the same restart, with nothing kept or without the end. */
    @ParameterizedTest
    @CsvSource({"1000000000, nothing on disk", "20000, the end of the file torn off"})
    void aRestartWithoutWhatWasWrittenIsToldToEverybody(long bytes, String what) {
        try (Traffic traffic = new Traffic(site, SCALE.pairs())) {
            traffic.flows(300);

            redis.kill();
            redis.forgets(bytes);
            long gone = System.nanoTime();
            redis.start();
            long back = System.nanoTime();
            traffic.isToldToAll();
            traffic.isHeardByAllSince(back, BACK);
            Map<String, Integer> told = traffic.ledger().marks();
            traffic.flows(500);

            Balance balance = traffic.settle();
            Report.of("Redis: SIGKILL, " + what, traffic, balance, gone, back);
            assertThat(traffic.told()).as("told to join again, once").isEqualTo(traffic.callers());
            assertThat(traffic.ledger().balanceSince(told)).matches(Balance::isClean, "clean");
        }
    }

    /**
     * A lease must be longer than any pause ({@code NODE_LEASE}): what the nodes asked for in the
     * pause is done at its end, also to look after those whose leases have ended in it.
     */
    @Test
    void aPauseOfRedisIsAnsweredQuicklyAndLosesNothing() {
        String lease = "" + SCALE.outage().plusSeconds(5).toMillis();
        try (Site patient = new Site(2, Map.of("NODE_LEASE", lease), redis);
                Traffic traffic = new Traffic(patient, SCALE.pairs())) {
            traffic.flows(300);

            long from = System.nanoTime();
            redis.ask(commands -> commands.clientPause(SCALE.outage().toMillis()));
            traffic.isRefusedFor(SCALE.outage());
            long to = System.nanoTime();
            traffic.isHeardByAllSince(to, BACK);
            traffic.flows(300);

            Balance balance = traffic.settle();
            Report.of("Redis: CLIENT PAUSE", traffic, balance, from, to);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).as("told to join again").isZero();
            assertThat(traffic.resumed()).as("lost their connections").isZero();
            assertThat(traffic.slowestAnswer()).isLessThan(QUICKLY);
        }
    }

    /** Who comes back first must not bury who comes back a little later. */
    @Test
    void aNodeThatComesBackLaterThanAnotherKeepsItsClients() {
        try (Traffic traffic = new Traffic(site, SCALE.pairs())) {
            traffic.flows(300);

            long from = System.nanoTime();
            site.cables().forEach(Cable::cut);
            traffic.isRefusedFor(SCALE.outage());
            site.cable(0).heal();
            await().until(() -> site.status(0, "/readyz") == 200);
            site.cable(1).heal();
            long to = System.nanoTime();
            traffic.isHeardByAllSince(to, BACK);

            Balance balance = traffic.settle();
            Report.of("Redis: all connections cut", traffic, balance, from, to);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).isZero();
            assertThat(traffic.resumed()).as("lost their connections").isZero();
        }
    }

    @Test
    void whatRedisHasDoneWithoutAnsweringIsDoneOnce() {
        try (Traffic traffic = new Traffic(site, SCALE.pairs())) {
            traffic.flows(300);

            long from = System.nanoTime();
            site.cables().forEach(Cable::stallAnswers);
            traffic.isRefusedFor(SCALE.outage());
            site.cables().forEach(Cable::heal);
            long to = System.nanoTime();
            traffic.isHeardByAllSince(to, BACK);
            traffic.flows(300);

            Balance balance = traffic.settle();
            Report.of("Redis: no answers", traffic, balance, from, to);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).isZero();
        }
    }

    /** The negative control: who repeats without saying so is heard twice, and it is noticed. */
    @Test
    void whatRedisHasDoneWithoutAnsweringIsDoneTwiceForWhoIsCareless() {
        try (Traffic traffic =
                new Traffic(site, SCALE.pairs(), Traffic.habits(site::nextPort).careless())) {
            traffic.flows(300);

            site.cables().forEach(Cable::stallAnswers);
            traffic.isRefusedFor(Duration.ZERO);
            site.cables().forEach(Cable::heal);
            traffic.flows(300);

            assertThat(traffic.settle().doubled()).isPositive();
        }
    }

    @Test
    void whatIsSaidWithoutWaitingStaysInOrderOverARestart() {
        try (Client alice = Protocol.PLAIN.connect(site.port(0), "alice");
                Client bob = Protocol.PLAIN.connect(site.port(1), "bob")) {
            join(alice);
            join(bob);
            redis.terminate();
            redis.start();
            // Both: more than an inbox holds would be said to a node that hears nothing yet.
            for (int i = 0; i < site.nodes(); i++) {
                int node = i;
                await().atMost(BACK).until(() -> site.status(node, "/readyz") == 200);
            }
            List<Integer> heard = new ArrayList<>();
            AtomicInteger number = new AtomicInteger();
            await().atMost(BACK)
                    .pollInterval(Duration.ofMillis(5))
                    .until(() -> {
                        for (int i = 0; i < 100; i++) {
                            candidate(alice, "haste", "bob", number.incrementAndGet());
                        }
                        bob.heardSoFar().stream()
                                .filter(one -> one.event().equals("iceCandidate"))
                                .map(one -> one.data().path("candidate").path("candidate"))
                                .forEach(one -> heard.add(Integer.parseInt(one.asString())));
                        return heard.size() > 500;
                    });
            assertThat(heard).isSorted().doesNotHaveDuplicates();
        }
    }

    private static void join(Client client) {
        JsonNode joined = client.ask("joinRoom", "{\"roomId\":\"haste\"}");
        assertThat(joined.path("roomId").asString()).as(joined.toString()).isEqualTo("haste");
    }

    private static void candidate(Client from, String room, String to, int number) {
        from.say(
                "iceCandidate",
                """
                {"roomId":"%s","targetUserId":"%s","candidate":{"candidate":"%d","sdpMid":"0"}}\
                """
                        .formatted(room, to, number));
    }

    @ParameterizedTest
    @EnumSource
    void whoDoesNotWaitForAnswersPilesNothingUpAndGetsThemAll(Protocol protocol) {
        int messages = 1_000;
        try (Client hasty = protocol.connect(site.port(0), "hasty")) {
            site.cable(0).stall();
            for (int i = 0; i < messages; i++) {
                candidate(hasty, "hasty", "other", i);
            }
            List<String> codes = new ArrayList<>();
            await().atMost(QUICKLY)
                    .until(() -> {
                        hasty.heardSoFar()
                                .forEach(one -> codes.add(one.data().path("code").asString()));
                        return codes.size() == messages;
                    });
            assertThat(codes).containsOnly("UNAVAILABLE", "RATE_LIMITED").contains("RATE_LIMITED");
        } finally {
            site.cable(0).heal();
            await().atMost(BACK).until(() -> site.status(0, "/readyz") == 200);
        }
    }
}
