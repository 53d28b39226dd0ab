package heliograph.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A run in which pairs set up calls: connect, warm up, measure, let what is under way arrive,
 * report. {@link Pace} is what makes it a closed or an open one.
 */
final class SignalRun {
    private static final int DRAIN_SECONDS = 5;

    /** Who decides when the next signal goes out. */
    interface Pace extends Pair.Arrivals {
        /** Begins to send on behalf of these pairs. */
        void start(List<Pair> pairs);

        /** Sends nothing more. */
        void stop() throws InterruptedException;

        /** Fields of the report that only this pace has. */
        void describe(Map<String, Object> fields);
    }

    private final LoadOptions options;
    private final Target target;
    private final Pace pace;
    private final Progress progress;
    private final Tally tally;
    private final Latencies latencies;
    private final List<Pair> pairs = new ArrayList<>();

    SignalRun(
            LoadOptions options,
            Target target,
            Pace pace,
            Tally tally,
            Latencies latencies,
            Progress progress) {
        this.options = options;
        this.target = target;
        this.pace = pace;
        this.tally = tally;
        this.latencies = latencies;
        this.progress = progress;
    }

    /**
     * Does all of it.
     *
     * @throws RunFailed if not everyone could connect
     */
    Report run() throws RunFailed, InterruptedException {
        try (Fleet fleet = new Fleet(options.threads())) {
            connect(fleet);
            pace.start(pairs);
            AtomicReference<Long> before = new AtomicReference<>(tally.receivedSoFar());
            progress.during("warm-up", options.warmUpSeconds(), () -> state(before));

            Cpu cpuBefore = Cpu.now(target);
            long receivedBefore = tally.receivedSoFar();
            long start = System.nanoTime();
            latencies.startAt(start);
            progress.during("measured", options.seconds(), () -> state(before));
            long end = System.nanoTime();
            latencies.endAt(end);
            long signals = tally.receivedSoFar() - receivedBefore;
            Cpu cpu = Cpu.now(target).since(cpuBefore);

            pace.stop();
            drain();
            Map<String, Object> fields = fields(signals, (end - start) / 1e9, cpu);
            Report report = new Report(fields, isClean());
            pairs.forEach(Pair::leave);
            return report;
        }
    }

    private void connect(Fleet fleet) throws RunFailed, InterruptedException {
        // Names of this run alone: rooms of an earlier run may still be remembered.
        String run = UUID.randomUUID().toString().substring(0, 8);
        for (int i = 0; i < options.pairs(); i++) {
            pairs.add(new Pair(run + "-" + i, options, tally, pace));
        }
        fleet.connect(
                pairs.size(),
                (number, loop) ->
                        pairs.get(number).join(loop, target.node(number), target.node(number + 1)),
                progress);
        progress.say(pairs.size() + " pairs are in their rooms");
    }

    private String state(AtomicReference<Long> before) {
        long now = tally.receivedSoFar();
        long last = before.getAndSet(now);
        return (now - last) + " signals/s  errors " + tally.errors();
    }

    private void drain() throws InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(DRAIN_SECONDS);
        while (missing() > 0 && System.nanoTime() < deadline) {
            TimeUnit.MILLISECONDS.sleep(20);
        }
        // One beat more, in which a doubled signal or a late refusal would still come.
        TimeUnit.MILLISECONDS.sleep(200);
    }

    private long missing() {
        return pairs.stream().mapToLong(Pair::missing).sum();
    }

    private long doubled() {
        return pairs.stream().mapToLong(Pair::doubled).sum();
    }

    private long reordered() {
        return pairs.stream().mapToLong(Pair::reordered).sum();
    }

    private boolean isClean() {
        return missing() == 0 && doubled() == 0 && reordered() == 0 && tally.errors().isEmpty();
    }

    private Map<String, Object> fields(long signals, double seconds, Cpu cpu) {
        Map<String, Object> fields = Report.begin(options, target);
        fields.put("pairs", options.pairs());
        pace.describe(fields);
        fields.put("seconds", Report.rounded(seconds));
        fields.put("signals", signals);
        fields.put("signalsPerSecond", Math.round(signals / seconds));
        fields.put("latencyMs", latencies.summary());
        fields.put("cpuSeconds", cpu.toMap());
        fields.put("cpuSecondsPer100k", cpu.per100k(signals).toMap());
        fields.put("lost", missing());
        fields.put("doubled", doubled());
        fields.put("reordered", reordered());
        fields.put("errors", tally.errors());
        return fields;
    }
}
