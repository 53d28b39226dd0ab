package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.faults.Ledger.Balance;
import heliograph.node.SocketIoClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * One node after the other is stopped with SIGTERM and another started in its place, under load.
 */
class RollingRestartTest {
    private static final int NODES = 3;
    private static final int PAIRS = Scale.OF_THIS_RUN.pairs();
    private static final int SOME = 50 * PAIRS;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, String> QUICK =
            Map.of("DRAIN_TIME", "2000", "STOP_TIMEOUT", "6000");

    @Test
    void aRollingRestartLosesNothingAndNobodyHasLeft() {
        try (Site site = new Site(NODES, QUICK);
                Traffic traffic = new Traffic(site, PAIRS)) {
            long from = System.nanoTime();
            for (int node = 0; node < NODES; node++) {
                traffic.flows(SOME);
                site.terminate(node);
                site.replace(node);
            }
            traffic.reconnected(traffic.callers());
            traffic.flows(SOME);

            Balance balance = traffic.settle();
            Report.of("Rolling restart of three nodes", traffic, balance, from, from);
            assertThat(balance).matches(Balance::isClean, "clean");
            assertThat(traffic.told()).as("told to join again").isZero();
            assertThat(traffic.userLeft()).as("heard that the other had left").isZero();
        }
    }

    @Test
    void pagesGoThroughARollingRestartWithEveryMessageOnceAndInOrder() {
        int burst = 20;
        try (Site site = new Site(NODES, QUICK);
                SocketIoClients clients = SocketIoClients.start();
                Balancer balancer = new Balancer(site::nextPort)) {
            List<Page> pages = new ArrayList<>();
            for (int i = 0; i < 18; i++) {
                pages.add(
                        new Page(
                                clients,
                                SocketIoClients.VERSIONS.get(i / 3 % 3),
                                balancer,
                                "rolling-" + i / 2,
                                "rolling" + i,
                                "rolling" + (i ^ 1),
                                Map.of("retries", 100, "ackTimeout", 2_000)));
            }
            pages.forEach(page -> page.client().connects());
            pages.forEach(Page::joins);
            pages.forEach(Page::describes);

            for (int node = 0; node < NODES; node++) {
                int first = node * burst + 1;
                pages.forEach(page -> page.demands(first, first + burst - 1));
                site.terminate(node);
                site.replace(node);
            }

            List<Integer> all = IntStream.rangeClosed(1, NODES * burst).boxed().toList();
            await().atMost(PATIENCE)
                    .untilAsserted(() ->
                            assertThat(pages)
                                    .allSatisfy(page ->
                                            assertThat(page.heard())
                                                    .as(page.user())
                                                    .containsExactlyElementsOf(all)));
            for (Page page : pages) {
                assertThat(page.isRecovered()).as(page.user() + " goes on").isTrue();
                assertThat(page.client().heardSoFar("stateReset")).as(page.user()).isEmpty();
                assertThat(page.client().heardSoFar("userLeft")).as(page.user()).isEmpty();
            }
        }
    }

    /** The negative control: with recovery off, the ledger must notice. One node is enough. */
    @Test
    void withoutRecoveryAStoppedNodeLosesMessagesOrItsClientsAreTold() {
        Map<String, String> settings =
                Map.of("DRAIN_TIME", "2000", "STOP_TIMEOUT", "6000", "RECOVERY_WINDOW", "0");
        try (Site site = new Site(NODES, settings);
                Traffic traffic = new Traffic(site, PAIRS)) {
            traffic.flows(SOME);
            long from = System.nanoTime();
            site.terminate(0);
            traffic.reconnected(PAIRS * 2 / 3);
            site.replace(0);
            traffic.flows(SOME);

            Balance balance = traffic.settle();
            Report.of(
                    "Control, no recovery: SIGTERM of one of three nodes",
                    traffic,
                    balance,
                    from,
                    from);
            assertThat(balance.lost() + traffic.told()).isPositive();
        }
    }
}
