package heliograph.faults;

import static org.awaitility.Awaitility.await;

import heliograph.client.Client.Protocol;
import heliograph.faults.Caller.Habits;
import heliograph.faults.Ledger.Balance;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.Collectors;
import org.awaitility.core.ConditionTimeoutException;

/** Pairs of callers, half of them in each protocol; at least one of the two talks all the time. */
final class Traffic implements AutoCloseable {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final Duration SETTLE = Duration.ofSeconds(60);

    private final Ledger ledger = new Ledger();
    private final List<Caller> callers = new ArrayList<>();

    /** Begins: both talk, connected to different nodes. */
    Traffic(Site site, int pairs) {
        this(site, pairs, habits(site::nextPort));
    }

    /** Begins: both talk and have these habits, connected to different nodes at first. */
    Traffic(Site site, int pairs, Habits habits) {
        this(pairs, site::nextPort, habits, site::nextPort, habits);
    }

    private Traffic(
            int pairs, IntSupplier first, Habits habits, IntSupplier second, Habits others) {
        // Nobody of an earlier traffic on the same site is met again. (Users' names are ufrags too:
        // letters and digits, RFC 8839, section 5.4.)
        String name = "t" + COUNT.incrementAndGet();
        for (int i = 0; i < pairs; i++) {
            Protocol protocol = i % 2 == 0 ? Protocol.SOCKET_IO : Protocol.PLAIN;
            String room = name + "room-" + i;
            String a = name + "a" + i;
            String b = name + "b" + i;
            callers.add(new Caller(protocol, first.getAsInt(), habits, room, a, b, ledger));
            callers.add(new Caller(protocol, second.getAsInt(), others, room, b, a, ledger));
        }
        callers.forEach(Caller::describe);
        callers.forEach(Thread::startVirtualThread);
    }

    /** Begins: those who talk are connected to one node, those who only listen to another. */
    static Traffic oneWay(Site site, int pairs, int from, int to, Habits habits) {
        return new Traffic(
                pairs,
                () -> site.port(from),
                habits,
                () -> site.port(to),
                habits.thatOnlyListens());
    }

    /** What callers do who have nothing special about them. */
    static Habits habits(IntSupplier balancer) {
        return new Habits(balancer, true, Scale.OF_THIS_RUN.pause(), 0, false, true);
    }

    /** Waits until so many more messages were accepted. */
    void flows(int more) {
        int now = ledger.acceptedSoFar();
        await().atMost(SETTLE).until(() -> ledger.acceptedSoFar() >= now + more);
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
        try {
            await().atMost(SETTLE).until(() -> told() >= callers());
        } catch (ConditionTimeoutException e) {
            throw new AssertionError("not all are told: " + this, e);
        }
    }

    /** Everyone falls silent; what is still under way arrives, or does not. Then all go home. */
    Balance settle() {
        callers.forEach(Caller::beSilent);
        for (Caller caller : callers) {
            isDone(caller.silent());
        }
        // What is on its way arrives within moments; where something is lost, the whole is waited.
        long deadline = System.nanoTime() + Duration.ofSeconds(5).toNanos();
        await().atMost(SETTLE)
                .until(
                        ledger::balance,
                        balance -> balance.lost() == 0 || System.nanoTime() > deadline);
        close();
        return ledger.balance();
    }

    private void isDone(CompletableFuture<?> silent) {
        try {
            silent.get(SETTLE.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | ExecutionException e) {
            throw new AssertionError("a caller cannot say its last word: " + this, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    Ledger ledger() {
        return ledger;
    }

    /** All of them, those of a pair one after the other. */
    List<Caller> everybody() {
        return callers;
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

    /**
     * For each line of talk of those who lost their connections, of everybody where nobody did, the
     * longest silence in nanoseconds that ended after a moment.
     */
    List<Long> silencesSince(long nanoTime) {
        Set<String> cut =
                callers.stream()
                        .filter(caller -> caller.resumed() + caller.told() > 0)
                        .map(Caller::user)
                        .collect(Collectors.toSet());
        return ledger.silencesSince(
                nanoTime,
                cut.isEmpty()
                        ? callers.stream().map(Caller::user).collect(Collectors.toSet())
                        : cut);
    }

    /** How long each resumption took beyond the client's own waiting, in nanoseconds, sorted. */
    List<Long> recoveries() {
        return callers.stream()
                .flatMap(caller -> caller.recoveries().stream())
                .map(recovery -> recovery.nanos() - recovery.waited())
                .sorted()
                .toList();
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
    public void close() {
        callers.forEach(Caller::end);
    }

    @Override
    public String toString() {
        return ledger.balance()
                + ", resumed "
                + resumed()
                + ", told "
                + told()
                + ", userLeft "
                + userLeft();
    }
}
