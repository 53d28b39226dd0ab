package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.faults.Ledger.Balance;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Nodes are killed while people talk. */
class NodeFaultTest {
    private static final int PAIRS = Scale.OF_THIS_RUN.pairs();
    private static final int SOME = Scale.OF_THIS_RUN.some();

    /** Which nodes, and how often. */
    enum Killed {
        ONE("SIGKILL of one of three nodes", 3) {
            @Override
            void strike(Site site, Traffic traffic) {
                site.kill(0);
                traffic.reconnected(PAIRS * 2 / 3);
                site.replace(0);
            }
        },
        ONE_AFTER_THE_OTHER("SIGKILL of nodes, one after the other", 2) {
            @Override
            void strike(Site site, Traffic traffic) {
                for (int i = 0; i < Scale.OF_THIS_RUN.times(); i++) {
                    traffic.flows(SOME);
                    site.kill(i % 2);
                    site.replace(i % 2);
                }
                traffic.reconnected(PAIRS);
            }
        },
        ALL("SIGKILL of all nodes at once", 2) {
            @Override
            void strike(Site site, Traffic traffic) {
                site.kill(0);
                site.kill(1);
                site.replace(0);
                site.replace(1);
                traffic.reconnected(traffic.callers());
            }
        };

        private final String fault;
        private final int nodes;

        Killed(String fault, int nodes) {
            this.fault = fault;
            this.nodes = nodes;
        }

        abstract void strike(Site site, Traffic traffic);
    }

    @ParameterizedTest
    @EnumSource
    void nothingIsLostAndTheClientsGoOn(Killed killed) {
        try (Site site = new Site(killed.nodes, Site.PATIENT);
                Traffic traffic = new Traffic(site, PAIRS)) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            killed.strike(site, traffic);
            traffic.flows(SOME);

            Balance balance = traffic.settle();
            Report.of(killed.fault, traffic, balance, from, from);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).as("told to join again").isZero();
            if (killed == Killed.ONE) {
                // The others may have been away for longer than the grace.
                assertThat(traffic.userLeft()).as("heard that the other had left").isZero();
            }
        }
    }

    /**
     * The negative control: with recovery off, the ledger must notice. Where all nodes die at once
     * nobody is left whose messages could get lost; there everybody is told.
     */
    @ParameterizedTest
    @EnumSource
    void withoutRecoveryMessagesAreLost(Killed killed) {
        try (Site site = new Site(killed.nodes, Map.of("RECOVERY_WINDOW", "0"));
                Traffic traffic = new Traffic(site, PAIRS)) {
            traffic.flows(SOME);

            long from = System.nanoTime();
            killed.strike(site, traffic);
            traffic.flows(SOME);

            Balance balance = traffic.settle();
            Report.of("Control, no recovery: " + killed.fault, traffic, balance, from, from);
            if (killed == Killed.ALL) {
                assertThat(traffic.told()).as("told").isEqualTo(traffic.callers());
            } else {
                assertThat(balance.lost()).as(traffic.toString()).isPositive();
                assertThat(traffic.told()).as("told to join again").isPositive();
            }
        }
    }
}
