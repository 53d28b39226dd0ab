package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.faults.Ledger.Balance;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nodes are killed while people talk. */
class NodeFaultTest {
    private static final int PAIRS = Scale.OF_THIS_RUN.pairs();
    private static final int SOME = Scale.OF_THIS_RUN.some();

    @Test
    void aKilledNodeLosesNothingAndItsClientsGoOn() {
        try (Site site = new Site(3, Map.of());
                Traffic traffic = new Traffic(site, PAIRS)) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            site.kill(0);
            traffic.reconnected(PAIRS * 2 / 3);
            site.replace(0);
            traffic.flows(SOME);

            Balance balance = traffic.settle();
            Report.of("SIGKILL of one of three nodes", traffic, balance, from, from);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).as("told to join again").isZero();
            assertThat(traffic.userLeft()).as("heard that the other had left").isZero();
        }
    }

    @Test
    void fiveNodesKilledOneAfterTheOtherLoseNothing() {
        try (Site site = new Site(2, Map.of());
                Traffic traffic = new Traffic(site, PAIRS)) {
            long from = System.nanoTime();
            for (int i = 0; i < Scale.OF_THIS_RUN.times(); i++) {
                traffic.flows(SOME);
                site.kill(i % 2);
                site.replace(i % 2);
            }
            traffic.flows(SOME);

            Balance balance = traffic.settle();
            Report.of("SIGKILL of nodes, one after the other", traffic, balance, from, from);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.resumed()).isGreaterThanOrEqualTo(PAIRS);
            assertThat(traffic.told()).isZero();
        }
    }

    @Test
    void allNodesKilledAtOnceAndStartedAgainLoseNothing() {
        try (Site site = new Site(2, Map.of());
                Traffic traffic = new Traffic(site, PAIRS)) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            site.kill(0);
            site.kill(1);
            site.replace(0);
            site.replace(1);
            traffic.reconnected(traffic.callers());
            traffic.flows(SOME);

            Balance balance = traffic.settle();
            Report.of("SIGKILL of all nodes at once", traffic, balance, from, from);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).isZero();
        }
    }

    /** The negative control: with recovery off, the ledger must notice. */
    @Test
    void withoutRecoveryAKilledNodeLosesMessages() {
        try (Site site = new Site(3, Map.of("RECOVERY_WINDOW", "0"));
                Traffic traffic = new Traffic(site, PAIRS)) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            site.kill(0);
            traffic.reconnected(PAIRS * 2 / 3);
            site.replace(0);
            traffic.flows(SOME);

            Balance balance = traffic.settle();
            Report.of(
                    "Control, no recovery: SIGKILL of one of three nodes",
                    traffic,
                    balance,
                    from,
                    from);
            assertThat(balance.lost()).isPositive();
            assertThat(traffic.told()).isPositive();
        }
    }
}
