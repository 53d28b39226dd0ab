package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.faults.Ledger.Balance;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Nodes are killed while people talk. */
class NodeFaultTest {
    private static final int PAIRS = 10;

    @Test
    void aKilledNodeLosesNothingAndItsClientsGoOn() {
        try (Site site = new Site(3, Map.of())) {
            Traffic traffic = new Traffic(site, PAIRS);
            traffic.flows(500);

            site.kill(0);
            traffic.reconnected(PAIRS * 2 / 3);
            site.replace(0);
            traffic.flows(1_000);

            Balance balance = traffic.settle();
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).as("told to join again").isZero();
            assertThat(traffic.userLeft()).as("heard that the other had left").isZero();
        }
    }

    @Test
    void fiveNodesKilledOneAfterTheOtherLoseNothing() {
        try (Site site = new Site(2, Map.of())) {
            Traffic traffic = new Traffic(site, PAIRS);
            for (int i = 0; i < 5; i++) {
                traffic.flows(200);
                site.kill(i % 2);
                site.replace(i % 2);
            }
            traffic.flows(500);

            Balance balance = traffic.settle();
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.resumed()).isGreaterThanOrEqualTo(PAIRS);
            assertThat(traffic.told()).isZero();
        }
    }

    @Test
    void allNodesKilledAtOnceAndStartedAgainLoseNothing() {
        try (Site site = new Site(2, Map.of())) {
            Traffic traffic = new Traffic(site, PAIRS);
            traffic.flows(500);

            site.kill(0);
            site.kill(1);
            site.replace(0);
            site.replace(1);
            traffic.reconnected(traffic.callers());
            traffic.flows(500);

            Balance balance = traffic.settle();
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).isZero();
        }
    }

    /** The negative control: with recovery off, the ledger must notice. */
    @Test
    void withoutRecoveryAKilledNodeLosesMessages() {
        try (Site site = new Site(3, Map.of("RECOVERY_WINDOW", "0"))) {
            Traffic traffic = new Traffic(site, PAIRS);
            traffic.flows(500);

            site.kill(0);
            traffic.reconnected(PAIRS * 2 / 3);
            site.replace(0);
            traffic.flows(1_000);

            assertThat(traffic.settle().lost()).isPositive();
            assertThat(traffic.told()).isPositive();
        }
    }
}
