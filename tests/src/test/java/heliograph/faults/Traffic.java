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

    int userLeft() {
        return callers.stream().mapToInt(Caller::userLeft).sum();
    }

    @Override
    public String toString() {
        return ledger.balance() + ", resumed " + resumed() + ", told " + told();
    }
}
