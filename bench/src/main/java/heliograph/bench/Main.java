package heliograph.bench;

import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The load generator: {@code closed}, {@code open}, {@code idle} or {@code start}, then {@code
 * --name value} options as {@code bench/README.md} lists them.
 */
public final class Main {
    private static final int CLEAN = 0;
    private static final int NOT_CLEAN = 1;
    private static final int REFUSED = 2;

    private Main() {}

    /**
     * Runs once and ends with 0 if every signal arrived once and in order, 1 if not or if the run
     * could not be made, 2 if the arguments are refused.
     */
    public static void main(String[] arguments) throws InterruptedException {
        System.exit(run(List.of(arguments)));
    }

    private static int run(List<String> arguments) throws InterruptedException {
        Progress progress = new Progress(System.err);
        LoadOptions options;
        try {
            options = options(arguments);
        } catch (IllegalArgumentException e) {
            progress.say("bench: " + e.getMessage());
            return REFUSED;
        }
        try {
            Report report = run(options, progress);
            System.out.println(report.json());
            return report.clean() ? CLEAN : NOT_CLEAN;
        } catch (RunFailed | UncheckedIOException e) {
            progress.say("bench: " + e.getMessage());
            return NOT_CLEAN;
        }
    }

    private static LoadOptions options(List<String> arguments) {
        String mode = arguments.isEmpty() ? "" : arguments.getFirst();
        return Arrays.stream(LoadOptions.Mode.values())
                .filter(known -> known.name().toLowerCase(Locale.ROOT).equals(mode))
                .findFirst()
                .map(known -> LoadOptions.parse(known, arguments.subList(1, arguments.size())))
                .orElseThrow(() ->
                        new IllegalArgumentException(
                                "the first argument must be closed, open, idle or start"));
    }

    private static Report run(LoadOptions options, Progress progress)
            throws RunFailed, InterruptedException {
        if (options.withNodes() == 0) {
            List<Long> redis = options.redisPid() == 0 ? List.of() : List.of(options.redisPid());
            Target target = new Target(options.nodes(), options.serverPids(), redis);
            return run(options, target, progress);
        }
        try (Rig rig = new Rig(options, progress)) {
            if (options.mode() == LoadOptions.Mode.START) {
                Node node = rig.reserveNode();
                StartRun.Starter starter = () -> rig.startGateway(node, "node-1");
                return new StartRun(options, rig.target(), starter, progress).run();
            }
            return run(options, rig.startGateways(), progress);
        }
    }

    private static Report run(LoadOptions options, Target target, Progress progress)
            throws RunFailed, InterruptedException {
        Tally tally = new Tally();
        Latencies latencies = new Latencies();
        return switch (options.mode()) {
            case CLOSED ->
                    new SignalRun(
                                    options,
                                    target,
                                    new ClosedPace(options.window(), latencies),
                                    tally,
                                    latencies,
                                    progress)
                            .run();
            case OPEN ->
                    new SignalRun(
                                    options,
                                    target,
                                    new OpenPace(options.rate(), tally, latencies),
                                    tally,
                                    latencies,
                                    progress)
                            .run();
            case IDLE -> new IdleRun(options, target, progress).run();
            case START -> new StartRun(options, target, starter(options), progress).run();
        };
    }

    private static StartRun.Starter starter(LoadOptions options) {
        return () ->
                new ProcessBuilder("sh", "-c", options.command())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
    }
}
