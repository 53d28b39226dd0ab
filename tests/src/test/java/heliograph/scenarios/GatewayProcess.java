package heliograph.scenarios;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A gateway as it is run: a process of its own, which can be ended in every way. */
public final class GatewayProcess implements AutoCloseable {
    private static final Duration START = Duration.ofSeconds(30);
    private static final Pattern LISTENING = Pattern.compile("Listening on port (\\d+)");

    private final Process process;
    private final Queue<String> said = new ConcurrentLinkedQueue<>();

    private GatewayProcess(Process process) {
        this.process = process;
        // A platform thread: reading a pipe of a process would pin a virtual thread's carrier.
        Thread.ofPlatform().daemon().name("gateway-log").start(this::read);
    }

    /** Starts one with exactly this environment, PATH aside. */
    public static GatewayProcess start(Map<String, String> environment) {
        ProcessBuilder builder =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        // Most of them live for seconds: what the second compiler
                                        // would gain it costs many times over.
                                        "-XX:TieredStopAtLevel=1",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        "heliograph.Main"))
                        .redirectErrorStream(true);
        builder.environment().clear();
        builder.environment().put("PATH", System.getenv("PATH"));
        builder.environment().putAll(environment);
        try {
            return new GatewayProcess(builder.start());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void read() {
        try (BufferedReader lines = process.inputReader(UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                said.add(line);
            }
        } catch (IOException ended) {
            said.add(String.valueOf(ended.getMessage()));
        }
    }

    /** Waits until it listens; the port. */
    public int port() {
        Matcher line =
                await().atMost(START)
                        .until(
                                () -> LISTENING.matcher(said()),
                                matcher -> matcher.find() || !process.isAlive());
        if (!line.find(0)) {
            throw new AssertionError("it ended; it said:\n" + said());
        }
        return Integer.parseInt(line.group(1));
    }

    /** What it has printed. */
    public String said() {
        return String.join("\n", said);
    }

    /** The processes below it. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** SIGTERM. */
    public void terminate() {
        process.destroy();
    }

    /** SIGKILL. */
    public void kill() {
        process.destroyForcibly();
    }

    /** Waits for its end; the exit code. */
    public int ends(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it lives after " + within + "; it said:\n" + said());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
        return process.exitValue();
    }

    /** Kills what is left of it. */
    @Override
    public void close() {
        List<ProcessHandle> children = children();
        process.destroyForcibly();
        ends(Client.DEADLINE);
        children.forEach(ProcessHandle::destroyForcibly);
    }
}
