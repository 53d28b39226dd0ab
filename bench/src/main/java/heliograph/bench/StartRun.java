package heliograph.bench;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Starts a gateway again and again: how long until the first client is let in. */
final class StartRun {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration BETWEEN_TRIES = Duration.ofMillis(5);

    /** Starts what is to be measured. */
    interface Starter {
        /** A new process, just begun. */
        Process start() throws IOException;
    }

    private final LoadOptions options;
    private final Target target;
    private final Starter starter;
    private final Progress progress;

    StartRun(LoadOptions options, Target target, Starter starter, Progress progress) {
        this.options = options;
        this.target = target;
        this.starter = starter;
        this.progress = progress;
    }

    /**
     * Does all runs.
     *
     * @throws RunFailed if a gateway does not let anybody in within a minute
     */
    Report run() throws RunFailed, InterruptedException {
        List<Double> millis = new ArrayList<>();
        try (Loop loop = new Loop("bench-loop").started()) {
            if (canConnect(loop)) {
                throw new RunFailed("something listens at " + target.node(0) + " already");
            }
            for (int run = 1; run <= options.runs(); run++) {
                double took = once(loop);
                millis.add(Report.rounded(took));
                progress.say(
                        "start " + run + "/" + options.runs() + "  " + Math.round(took) + " ms");
            }
        }
        List<Double> sorted = millis.stream().sorted().toList();
        Map<String, Object> fields = Report.begin(options, target);
        fields.put("runs", options.runs());
        fields.put("medianMs", sorted.get(sorted.size() / 2));
        fields.put("minMs", sorted.getFirst());
        fields.put("maxMs", sorted.getLast());
        fields.put("allMs", millis);
        return new Report(fields, true);
    }

    private double once(Loop loop) throws RunFailed, InterruptedException {
        long start = System.nanoTime();
        Process process;
        try {
            process = starter.start();
        } catch (IOException e) {
            throw new RunFailed("cannot start: " + e.getMessage(), e);
        }
        try {
            while (!canConnect(loop)) {
                if (!process.isAlive()) {
                    throw new RunFailed("ended by itself with " + process.exitValue());
                }
                if (System.nanoTime() - start > PATIENCE.toNanos()) {
                    throw new RunFailed("let nobody in within " + PATIENCE.toSeconds() + " s");
                }
                TimeUnit.NANOSECONDS.sleep(BETWEEN_TRIES.toNanos());
            }
            return (System.nanoTime() - start) / 1e6;
        } finally {
            Rig.end(process);
        }
    }

    private boolean canConnect(Loop loop) throws InterruptedException {
        Credentials credentials =
                Credentials.of("first-client", options.jwtSecret(), Instant.now());
        Client client =
                new Client(
                        options.protocol().dialect(),
                        credentials,
                        new Client.Ears() {
                            @Override
                            public void onEvent(String name, String message) {
                                // The login is enough.
                            }

                            @Override
                            public void onTrouble(String what) {
                                // Not let in yet; the stage below says so.
                            }
                        });
        CompletionStage<Void> welcome = client.connect(loop, target.node(0));
        try {
            welcome.toCompletableFuture().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            client.leave();
            return true;
        } catch (ExecutionException | TimeoutException e) {
            client.leave();
            return false;
        }
    }
}
