package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.faults.Caller.Habits;
import heliograph.faults.Ledger.Balance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What can happen between the clients and the gateways. */
class ClientFaultTest {
    private static final int PAIRS = Scale.OF_THIS_RUN.pairs();
    private static final int SOME = Scale.OF_THIS_RUN.some();
    private static final String REFUSED = "SIGKILL of a node, 30 % of connections refused";
    private static final String LOST_ANSWER = "SIGKILL of a node, answer to the resumption lost";
    private static final String SLOW_READER = "A reader stops reading until it is cut off";

    /** Whose node is killed. */
    enum Whose {
        SENDERS(true, false),
        RECEIVERS(false, true),
        BOTH(true, true);

        private final boolean senders;
        private final boolean receivers;

        Whose(boolean senders, boolean receivers) {
            this.senders = senders;
            this.receivers = receivers;
        }

        String fault() {
            return "SIGKILL of the node(s) of " + name().toLowerCase(Locale.ROOT);
        }

        /** Kills the nodes; how many callers lose their connection by that. */
        int kill(Site site) {
            if (senders) {
                site.kill(0);
            }
            if (receivers) {
                site.kill(1);
            }
            return this == BOTH ? 2 * PAIRS : PAIRS;
        }
    }

    /** Ends the talk; nothing was lost, doubled or reordered, and nobody had to join again. */
    private static void clean(String fault, Traffic traffic, long from) {
        Balance balance = traffic.settle();
        Report.of(fault, traffic, balance, from, from);
        assertThat(balance).as(traffic.toString()).matches(Balance::isClean, "clean");
        assertThat(traffic.told()).as("told to join again").isZero();
    }

    /** Ends the talk of a control without recovery: the ledger has noticed, and people know. */
    private static void noticed(String fault, Traffic traffic, long from) {
        Balance balance = traffic.settle();
        Report.of("Control, no recovery: " + fault, traffic, balance, from, from);
        assertThat(balance.lost()).as(traffic.toString()).isPositive();
        assertThat(traffic.told()).as("told to join again").isPositive();
    }

    @ParameterizedTest
    @EnumSource
    void aNodeIsKilled(Whose whose) {
        try (Site site = new Site(3, Site.PATIENT);
                Traffic traffic =
                        Traffic.oneWay(site, PAIRS, 0, 1, Traffic.habits(site::nextPort))) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            int lost = whose.kill(site);
            traffic.reconnected(lost);
            traffic.flows(SOME);

            clean(whose.fault(), traffic, from);
            assertThat(traffic.resumed()).isEqualTo(lost);
        }
    }

    /**
     * The negative control for senders, who miss nothing where their node dies: it has taken what
     * they said without saying so, and who repeats that as something new is heard twice.
     */
    @Test
    void whoRepeatsCarelesslyToAnotherNodeIsHeardTwice() {
        try (RedisServer redis = RedisServer.withoutFile();
                Site site = new Site(3, Map.of(), redis);
                Traffic traffic =
                        Traffic.oneWay(
                                site, PAIRS, 0, 1, Traffic.habits(site::nextPort).careless())) {
            traffic.flows(SOME);

            site.cable(0).stallAnswers();
            traffic.isHeardByAllSince(System.nanoTime(), Client.DEADLINE);
            site.kill(0);
            traffic.reconnected(PAIRS);
            traffic.flows(SOME);

            assertThat(traffic.settle().doubled()).isPositive();
        }
    }

    /** The negative control. */
    @ParameterizedTest
    @EnumSource(names = {"RECEIVERS", "BOTH"})
    void aNodeIsKilledAndNothingIsRecovered(Whose whose) {
        try (Site site = new Site(3, Map.of("RECOVERY_WINDOW", "0"));
                Traffic traffic =
                        Traffic.oneWay(site, PAIRS, 0, 1, Traffic.habits(site::nextPort))) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            traffic.reconnected(whose.kill(site));
            traffic.flows(SOME);

            noticed(whose.fault(), traffic, from);
        }
    }

    /** Three of ten connections are refused, as where a balancer knows of a dead node too late. */
    private static IntSupplier refusing(Site site) {
        int nobody;
        try (ServerSocket closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            nobody = closed.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Random random = new Random(1);
        return () -> {
            synchronized (random) {
                return random.nextInt(10) < 3 ? nobody : site.nextPort();
            }
        };
    }

    @Test
    void connectionsAreRefused() {
        try (Site site = new Site(3, Site.PATIENT);
                Traffic traffic = new Traffic(site, PAIRS, Traffic.habits(refusing(site)))) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            site.kill(0);
            traffic.reconnected(PAIRS * 2 / 3);
            site.replace(0);
            traffic.flows(SOME);

            clean(REFUSED, traffic, from);
        }
    }

    /** The negative control. */
    @Test
    void connectionsAreRefusedAndNothingIsRecovered() {
        try (Site site = new Site(3, Map.of("RECOVERY_WINDOW", "0"));
                Traffic traffic = new Traffic(site, PAIRS, Traffic.habits(refusing(site)))) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            site.kill(0);
            traffic.reconnected(PAIRS * 2 / 3);
            site.replace(0);
            traffic.flows(SOME);

            noticed(REFUSED, traffic, from);
        }
    }

    private static Habits losingAnswers(IntSupplier balancer) {
        Habits usual = Traffic.habits(balancer);
        return new Habits(balancer, true, usual.pause(), 0, true, true);
    }

    @Test
    void theAnswerToAResumptionGetsLost() {
        try (Site site = new Site(3, Site.PATIENT);
                Traffic traffic = new Traffic(site, PAIRS, losingAnswers(site::nextPort))) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            site.kill(0);
            traffic.reconnected(PAIRS * 2 / 3);
            site.replace(0);
            traffic.flows(SOME);
            site.kill(1);
            traffic.reconnected(PAIRS * 4 / 3);
            traffic.flows(SOME);

            clean(LOST_ANSWER, traffic, from);
        }
    }

    /** The negative control: who cannot resume and loses the answer too has lost messages. */
    @Test
    void theAnswerGetsLostAndNothingIsRecovered() {
        try (Site site = new Site(3, Map.of("RECOVERY_WINDOW", "0"));
                Traffic traffic = new Traffic(site, PAIRS, losingAnswers(site::nextPort))) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            site.kill(0);
            traffic.reconnected(PAIRS * 2 / 3);
            site.replace(0);
            traffic.flows(SOME);

            noticed(LOST_ANSWER, traffic, from);
        }
    }

    private static Habits wordy(Site site) {
        return new Habits(site::nextPort, true, Duration.ofMillis(5), 15_000, false, true);
    }

    /** Stops reading until the gateway has had enough of it, and reads on. */
    private static void readsSlowly(Site site, Traffic traffic) {
        Caller reader = traffic.everybody().get(1);
        traffic.flows(20);
        reader.stopReading();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> site.metric(1, "heliograph_slow_readers_total") > 0);
        reader.readOn();
        traffic.reconnected(1);
        traffic.flows(50);
    }

    @Test
    void aReaderIsTooSlow() {
        // What waits for somebody who is away may be more than the inbox holds.
        try (Site site = new Site(2, Map.of("INBOX_LIMIT", "100"));
                Traffic traffic = Traffic.oneWay(site, 1, 0, 1, wordy(site))) {
            long from = System.nanoTime();
            readsSlowly(site, traffic);
            clean(SLOW_READER, traffic, from);
            assertThat(traffic.resumed()).isEqualTo(1);
        }
    }

    /** The negative control. */
    @Test
    void aReaderIsTooSlowAndNothingIsRecovered() {
        try (Site site = new Site(2, Map.of("RECOVERY_WINDOW", "0"));
                Traffic traffic = Traffic.oneWay(site, 1, 0, 1, wordy(site))) {
            long from = System.nanoTime();
            readsSlowly(site, traffic);
            noticed(SLOW_READER, traffic, from);
        }
    }
}
