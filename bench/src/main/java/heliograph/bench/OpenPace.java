package heliograph.bench;

import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * A fixed rate, whatever the gateways do. Every signal has a due time; being late, for whatever
 * reason, is part of its latency. The pairs take turns.
 */
final class OpenPace implements SignalRun.Pace {
    /** The kernel wakes a sleeper about this late (timer slack); the rest is spun. */
    private static final long WAKE_EARLIER_NANOS = 60_000;

    private final int rate;
    private final Tally tally;
    private final Latencies latencies;
    private final Latencies sendLag = new Latencies();
    private final Thread thread;
    private volatile List<Pair> pairs = List.of();
    private volatile boolean stopped;

    OpenPace(int rate, Tally tally, Latencies latencies) {
        this.rate = rate;
        this.tally = tally;
        this.latencies = latencies;
        this.thread = Thread.ofPlatform().daemon().name("bench-pacer").unstarted(this::send);
    }

    @Override
    public void start(List<Pair> of) {
        pairs = of;
        sendLag.startAt(System.nanoTime());
        thread.start();
    }

    private void send() {
        List<Pair> taking = pairs;
        long start = System.nanoTime();
        try {
            for (long number = 0; !stopped; number++) {
                long due = dueNanos(start, number, rate);
                waitUntil(due);
                taking.get((int) (number % taking.size())).sendNext(due);
                sendLag.arrived(due, System.nanoTime());
            }
        } catch (IllegalStateException e) {
            tally.error(String.valueOf(e.getMessage()));
        }
    }

    /** When a signal is due: computed from the start, so that errors do not add up. */
    static long dueNanos(long start, long number, int rate) {
        return start
                + TimeUnit.SECONDS.toNanos(number / rate)
                + TimeUnit.SECONDS.toNanos(number % rate) / rate;
    }

    private void waitUntil(long due) {
        for (long left = due - System.nanoTime();
                left > 0 && !stopped;
                left = due - System.nanoTime()) {
            if (left > WAKE_EARLIER_NANOS) {
                LockSupport.parkNanos(left - WAKE_EARLIER_NANOS);
            } else {
                Thread.onSpinWait();
            }
        }
    }

    @Override
    public void onArrival(Pair pair, long dueNanos) {
        latencies.arrived(dueNanos, System.nanoTime());
    }

    @Override
    public void stop() throws InterruptedException {
        stopped = true;
        thread.join();
    }

    @Override
    public void describe(Map<String, Object> fields) {
        fields.put("rate", rate);
        fields.put("sendLagMs", sendLag.summary());
    }
}
