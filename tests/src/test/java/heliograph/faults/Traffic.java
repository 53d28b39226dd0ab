package heliograph.faults;

import static org.awaitility.Awaitility.await;

import heliograph.client.Client.Protocol;
import heliograph.faults.Ledger.Balance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Pairs of callers who talk all the time, on different nodes, half of them in each protocol. */
final class Traffic {
    private static final Duration SETTLE = Duration.ofSeconds(60);

    private final Ledger ledger = new Ledger();
    private final List<Caller> callers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /** Begins. */
    Traffic(Site site, int pairs) {
        for (int i = 0; i < pairs; i++) {
            Protocol protocol = i % 2 == 0 ? Protocol.SOCKET_IO : Protocol.PLAIN;
            String a = "a" + i;
            String b = "b" + i;
            callers.add(new Caller(protocol, site::nextPort, "room-" + i, a, b, ledger));
            callers.add(new Caller(protocol, site::nextPort, "room-" + i, b, a, ledger));
        }
        callers.forEach(Caller::describe);
        callers.forEach(caller -> threads.add(Thread.startVirtualThread(caller)));
    }

    /** Waits until so many more messages were accepted. */
    void flows(int more) {
        int now = ledger.balance().accepted();
        await().atMost(SETTLE).until(() -> ledger.balance().accepted() >= now + more);
    }

    /** Waits until everyone was resumed or told as often as that, all together. */
    void reconnected(int times) {
        await().atMost(SETTLE).until(() -> resumed() + told() >= times);
    }

    /** Waits until everyone has heard something since a moment of {@link System#nanoTime()}. */
    void isHeardByAllSince(long nanoTime, Duration within) {
        await().atMost(within)
                .until(() -> ledger.firstHeardAfter(nanoTime).stream().noneMatch(t -> t < 0));
    }

    /** Waits for the end of an outage in which somebody at least is told UNAVAILABLE. */
    void isRefusedFor(Duration outage) {
        int before = unavailable();
        await().pollDelay(outage).atMost(outage.plus(SETTLE)).until(() -> unavailable() > before);
    }

    /** Waits until everyone has been told to join again, and has. */
    void isToldToAll() {
        await().atMost(SETTLE).until(() -> told() >= callers());
    }

    /** Everyone falls silent; what is still under way arrives, or does not. */
    Balance settle() {
        callers.forEach(Caller::stop);
        for (Thread thread : threads) {
            try {
                if (!thread.join(SETTLE)) {
                    throw new AssertionError("a caller cannot say its last word: " + this);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
        // What is on its way arrives within moments; where something is lost, the whole is waited.
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        await().atMost(SETTLE)
                .until(
                        ledger::balance,
                        balance -> balance.lost() == 0 || System.nanoTime() > deadline);
        return ledger.balance();
    }

    Ledger ledger() {
        return ledger;
    }

    int callers() {
        return callers.size();
    }

    int resumed() {
        return callers.stream().mapToInt(Caller::resumed).sum();
    }

    int told() {
        return callers.stream().mapToInt(Caller::told).sum();
    }

    /** The longest that anybody waited for an answer, whatever it was. */
    Duration slowestAnswer() {
        return Duration.ofNanos(callers.stream().mapToLong(Caller::slowestAnswer).max().orElse(0));
    }

    /** How often anybody was told UNAVAILABLE. */
    int unavailable() {
        return callers.stream().mapToInt(Caller::unavailable).sum();
    }

    int userLeft() {
        return callers.stream().mapToInt(Caller::userLeft).sum();
    }

    @Override
    public String toString() {
        return ledger.balance() + ", resumed " + resumed() + ", told " + told();
    }
}
