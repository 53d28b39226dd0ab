package heliograph.node;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A running Node script that speaks JSON lines: what it prints is a queue of objects to wait on,
 * what it reads are objects said to it. Anything else it prints is kept for the message of a
 * failure. Usable by any thread.
 */
public final class NodeScript implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration END_DEADLINE = Duration.ofSeconds(5);

    private final String name;
    private final Process process;

    /** Everything printed so far that was JSON, in order; guarded by this. */
    private final List<JsonNode> heard = new ArrayList<>();

    /** The part of {@link #heard} nobody has taken yet, in order; guarded by this. */
    private final List<JsonNode> waiting = new ArrayList<>();

    /** Everything else it printed; guarded by this. */
    private final List<String> noise = new ArrayList<>();

    /** Whether its output has ended; guarded by this. */
    private boolean ended;

    NodeScript(String name, Process process) {
        this.name = name;
        this.process = process;
        Thread.ofVirtual()
                .name(name + " output")
                .start(() -> {
                    read(process.getInputStream(), this::take);
                    end();
                });
        Thread.ofVirtual()
                .name(name + " errors")
                .start(() -> read(process.getErrorStream(), this::takeNoise));
    }

    /**
     * Takes the first line nobody has taken yet that fits, waiting for it if need be.
     *
     * @throws AssertionError if none comes within the deadline, or the script ends without it
     */
    public synchronized JsonNode next(Predicate<JsonNode> fits, Duration within) {
        long deadline = System.nanoTime() + within.toNanos();
        while (true) {
            for (int i = 0; i < waiting.size(); i++) {
                if (fits.test(waiting.get(i))) {
                    return waiting.remove(i);
                }
            }
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (ended || left <= 0) {
                throw new AssertionError(
                        ended
                                ? name + " ended without the line that was waited for" + account()
                                : name + " did not say it within " + within + account());
            }
            try {
                wait(left);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while waiting for " + name, e);
            }
        }
    }

    /** Takes the next line, whatever it is; see {@link #next(Predicate, Duration)}. */
    public JsonNode next(Duration within) {
        return next(_ -> true, within);
    }

    /** Every line so far, taken or not, in the order they were printed. */
    public synchronized List<JsonNode> lines() {
        return List.copyOf(heard);
    }

    /**
     * Says one line to the script.
     *
     * @throws UncheckedIOException if it no longer reads
     */
    public void say(JsonNode line) {
        byte[] bytes = (line + "\n").getBytes(UTF_8);
        try {
            synchronized (process) {
                process.getOutputStream().write(bytes);
                process.getOutputStream().flush();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(name + " does not read any more" + account(), e);
        }
    }

    /**
     * Waits for the script to end by itself.
     *
     * @return its exit code
     * @throws AssertionError if it is still running after that time
     */
    public int exitCode(Duration within) {
        try {
            if (!process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError(name + " is still running after " + within + account());
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + name + " was running", e);
        }
    }

    /** Ends the script: asks by ending its input, and insists after a few seconds. */
    @Override
    public void close() {
        try {
            synchronized (process) {
                process.getOutputStream().close();
            }
            if (!process.waitFor(END_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (IOException _) {
            process.destroyForcibly();
        } catch (InterruptedException _) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    /** What was seen and not seen, for the reader of a failure. */
    private synchronized String account() {
        return "\n  lines nobody took: "
                + waiting
                + noise.stream().map(line -> "\n  | " + line).collect(Collectors.joining());
    }

    private synchronized void take(String line) {
        try {
            JsonNode parsed = JSON.readTree(line);
            heard.add(parsed);
            waiting.add(parsed);
            notifyAll();
        } catch (JacksonException _) {
            takeNoise(line);
        }
    }

    private synchronized void takeNoise(String line) {
        noise.add(line);
    }

    private synchronized void end() {
        ended = true;
        notifyAll();
    }

    private void read(InputStream stream, Consumer<String> taker) {
        try (var reader = new BufferedReader(new InputStreamReader(stream, UTF_8))) {
            reader.lines().forEach(taker);
        } catch (IOException | UncheckedIOException e) {
            // The stream of a killed process breaks; what it said up to then is kept.
            takeNoise("output ended: " + e.getMessage());
        }
    }
}
