package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import heliograph.node.SocketIoClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/**
 * Pages with an unmodified {@code socket.io-client} of every version that knows connection state
 * recovery, whose nodes are killed: they go on at another as if nothing had happened, or are told.
 */
class PageFaultTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** Looking at what sixty pages have heard takes its time. */
    private static final Duration POLL = Duration.ofMillis(300);

    private static Site site;
    private static SocketIoClients clients;

    @BeforeAll
    static void start() {
        site = new Site(3, Map.of());
        clients = SocketIoClients.start();
    }

    @AfterAll
    static void stop() {
        clients.close();
        site.close();
    }

    private static List<Integer> oneTo(int last) {
        return IntStream.rangeClosed(1, last).boxed().toList();
    }

    /** A page of each version, connected. */
    private static List<Page> pages(Balancer balancer, String test) {
        List<Page> pages = new ArrayList<>();
        for (String version : SocketIoClients.VERSIONS) {
            String bob = "bob" + version.replace(".", "") + test;
            Page page =
                    new Page(
                            clients,
                            version,
                            balancer,
                            "room-" + bob,
                            bob,
                            "aliceOf" + bob,
                            Map.of());
            page.client().connects();
            pages.add(page);
        }
        return pages;
    }

    /** Somebody on a node that lives, who is in the call with a page and talks all the time. */
    private static Caller aliceOf(Page page, Ledger ledger) {
        Caller alice =
                new Caller(
                        Protocol.PLAIN,
                        site.port(1),
                        Traffic.habits(() -> site.port(1)),
                        "room-" + page.user(),
                        "aliceOf" + page.user(),
                        page.user(),
                        ledger);
        alice.describe();
        return alice;
    }

    @Test
    void pagesWhoseNodeIsKilledGoOnElsewhereWithEveryEventOnceAndInOrder() {
        try (Balancer balancer = new Balancer(() -> site.port(0))) {
            List<Page> pages = pages(balancer, "Heard");
            pages.forEach(Page::joins);
            List<Ledger> ledgers = pages.stream().map(_ -> new Ledger()).toList();
            List<Caller> callers = new ArrayList<>();
            for (Page page : pages) {
                callers.add(aliceOf(page, ledgers.get(callers.size())));
            }
            callers.forEach(Thread::startVirtualThread);
            haveAccepted(ledgers, 50);

            balancer.leadTo(() -> site.port(2));
            site.kill(0);

            for (Page page : pages) {
                JsonNode lost = page.client().disconnection();
                assertThat(lost.path("reason").asString()).isEqualTo("transport close");
                assertThat(page.client().connects().path("recovered").asBoolean())
                        .as(page.user() + " recovered")
                        .isTrue();
            }
            haveAccepted(ledgers, 50);
            callers.forEach(Caller::beSilent);
            callers.forEach(caller -> caller.silent().orTimeout(1, TimeUnit.MINUTES).join());
            for (int i = 0; i < pages.size(); i++) {
                Page page = pages.get(i);
                List<Integer> all = oneTo(ledgers.get(i).balance().accepted());
                await().atMost(PATIENCE)
                        .untilAsserted(() ->
                                assertThat(page.heard())
                                        .as(page.user())
                                        .containsExactlyElementsOf(all));
                assertThat(page.isRecovered()).as(page.user() + " has the same id").isTrue();
                assertThat(page.client().heardSoFar("connected")).hasSize(1);
                assertThat(page.client().heardSoFar("stateReset")).isEmpty();
                assertThat(callers.get(i).userLeft()).isZero();
                callers.get(i).end();
                page.client().disconnect();
            }
        } finally {
            site.replace(0);
        }
    }

    /** Waits for so many more messages in each. */
    private static void haveAccepted(List<Ledger> ledgers, int more) {
        List<Integer> now = ledgers.stream().map(ledger -> ledger.balance().accepted()).toList();
        for (int i = 0; i < ledgers.size(); i++) {
            Ledger ledger = ledgers.get(i);
            int enough = now.get(i) + more;
            await().atMost(PATIENCE).until(() -> ledger.balance().accepted() >= enough);
        }
    }

    /** It has a session and, because it has heard nothing yet, no offset (socketio-facts C2). */
    @Test
    void pagesThatHaveHeardNothingAtAllGoOnToo() {
        try (Balancer balancer = new Balancer(() -> site.port(0))) {
            balancer.muteAfter("40/webrtc,");
            List<Page> pages = pages(balancer, "Untold");
            assertThat(pages)
                    .flatMap(page -> page.client().heardSoFar("connected"))
                    .as("heard before")
                    .isEmpty();
            balancer.speak();
            balancer.leadTo(() -> site.port(2));

            site.kill(0);

            for (Page page : pages) {
                assertThat(page.client().connects().path("recovered").asBoolean())
                        .as(page.user() + " recovered")
                        .isTrue();
                assertThat(page.isRecovered()).as(page.user() + " has the same id").isTrue();
                page.joins();
                assertThat(page.client().heardSoFar("connected")).as("heard after").hasSize(1);
                assertThat(page.client().heardSoFar("stateReset")).isEmpty();
                page.client().disconnect();
            }
        } finally {
            site.replace(0);
        }
    }

    @Test
    void pagesThatComeBackTooLateAreToldAndJoinAgain() {
        Map<String, String> settings =
                Map.of("RECOVERY_WINDOW", "1500", "SEAT_GRACE", "500", "NODE_LEASE", "500");
        try (Site brief = new Site(2, settings);
                Balancer balancer = new Balancer(() -> brief.port(0))) {
            List<Page> pages = pages(balancer, "Late");
            List<Client> others = new ArrayList<>();
            for (Page page : pages) {
                page.joins();
                Client alice = Protocol.PLAIN.connect(brief.port(1), "aliceOf" + page.user());
                alice.ask("joinRoom", "{\"roomId\":\"room-" + page.user() + "\"}");
                others.add(alice);
            }

            brief.kill(0);

            others.forEach(alice -> alice.hears("userLeft"));
            await().atMost(PATIENCE).until(() -> brief.keys("hg:{*}:ghosts").isEmpty());
            balancer.leadTo(() -> brief.port(1));
            for (int i = 0; i < pages.size(); i++) {
                Page page = pages.get(i);
                assertThat(page.client().connects().path("recovered").asBoolean())
                        .as(page.user() + " recovered")
                        .isFalse();
                assertThat(page.client().hears("stateReset").path("reason").asString())
                        .isEqualTo("seat_lost");
                assertThat(page.heard()).isEmpty();
                page.joins();
                assertThat(others.get(i).hears("userJoined").path("userId").asString())
                        .isEqualTo(page.user());
                page.client().disconnect();
                others.get(i).close();
            }
        }
    }

    @Test
    void sixtyPagesOfWhichAThirdLosesItsNodeAllGoOn(TestReporter reporter) {
        int messages = 40;
        Map<String, ?> patient = Map.of("retries", 100, "ackTimeout", 2_000);
        try (Balancer balancer = new Balancer(site::nextPort)) {
            List<Page> pages = new ArrayList<>();
            for (int i = 0; i < 60; i++) {
                pages.add(
                        new Page(
                                clients,
                                SocketIoClients.VERSIONS.get(i / 3 % 3),
                                balancer,
                                "many-" + i / 2,
                                "many" + i,
                                "many" + (i ^ 1),
                                patient));
            }
            pages.forEach(page -> page.client().connects());
            pages.forEach(Page::joins);
            pages.forEach(Page::describes);
            pages.forEach(page -> page.demands(1, messages));
            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .until(() -> pages.stream().mapToInt(page -> page.heard().size()).sum() > 60);

            long killed = System.nanoTime();
            site.kill(0);

            await().atMost(PATIENCE)
                    .pollInterval(POLL)
                    .untilAsserted(() ->
                            assertThat(pages)
                                    .allSatisfy(page ->
                                            assertThat(page.heard())
                                                    .as(page.user())
                                                    .containsExactlyElementsOf(oneTo(messages))));
            Duration taken = Duration.ofNanos(System.nanoTime() - killed);
            List<Page> lost =
                    pages.stream()
                            .filter(page -> page.client().connectionsSoFar().size() > 1)
                            .toList();
            assertThat(lost).as("were on the node that was killed").hasSizeBetween(15, 25);
            assertThat(lost).allMatch(Page::isRecovered, "recovered");
            for (Page page : pages) {
                assertThat(page.client().heardSoFar("userLeft")).as(page.user()).isEmpty();
                page.client().disconnect();
            }
            reporter.publishEntry(
                    Map.of(
                            "lost their node", String.valueOf(lost.size()),
                            "recovered",
                                    String.valueOf(lost.stream().filter(Page::isRecovered).count()),
                            "milliseconds until everyone had heard all",
                                    String.valueOf(taken.toMillis())));
        } finally {
            site.replace(0);
        }
    }
}
