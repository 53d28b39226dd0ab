package heliograph.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The first thing anybody does with Heliograph: what README.md says under "Start it". */
class ReadmeTest {
    /** The first start may build, which is what the README says too. */
    private static final Duration START = Duration.ofMinutes(5);

    private static final Duration CALL = Duration.ofSeconds(30);
    private static final Pattern LISTENING = Pattern.compile("Listening on port (\\d+)");
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    @TempDir private Path directory = Path.of("");

    /** A program and what it prints. */
    private static final class Program implements AutoCloseable {
        private final Process process;
        private final Queue<String> said = new ConcurrentLinkedQueue<>();

        Program(Map<String, String> environment, Path folder, List<String> command)
                throws IOException {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(folder.toFile())
                            .redirectErrorStream(true);
            builder.environment().clear();
            for (String inherited : List.of("PATH", "HOME")) {
                String value = System.getenv(inherited);
                if (value != null) {
                    builder.environment().put(inherited, value);
                }
            }
            builder.environment().putAll(environment);
            process = builder.start();
            // A platform thread: reading a pipe of a process would pin a virtual thread's carrier.
            Thread.ofPlatform().daemon().name(command.getFirst()).start(this::read);
        }

        private void read() {
            try (BufferedReader lines = process.inputReader(UTF_8)) {
                lines.lines().forEach(said::add);
            } catch (IOException ended) {
                said.add(String.valueOf(ended.getMessage()));
            }
        }

        String said() {
            return String.join("\n", said);
        }

        boolean isAlive() {
            return process.isAlive();
        }

        int ends(Duration within) throws InterruptedException {
            assertThat(process.waitFor(within.toMillis(), TimeUnit.MILLISECONDS))
                    .as("ended; it said:\n%s", said())
                    .isTrue();
            return process.exitValue();
        }

        /** SIGTERM, and SIGKILL for whatever is left of it. */
        @Override
        public void close() {
            List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
            all.add(process.toHandle());
            process.destroy();
            try {
                if (process.waitFor(CALL.toSeconds(), TimeUnit.SECONDS)) {
                    all.remove(process.toHandle());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            all.forEach(ProcessHandle::destroyForcibly);
        }
    }

    private static String only(String readme, Pattern pattern) {
        Matcher found = pattern.matcher(readme);
        assertThat(found.find()).as(pattern.pattern()).isTrue();
        String text = found.group(1);
        assertThat(found.find()).as("a second %s", pattern.pattern()).isFalse();
        return text;
    }

    /** Node breaks long objects into lines, the README does not. */
    private static String onOneLine(String text) {
        return text.replaceAll("\\s+", " ").strip();
    }

    @Test
    void theScriptOfTheReadmeDoesWhatTheReadmeSays() throws Exception {
        String readme = Files.readString(ROOT.resolve("README.md"));
        String script = only(readme, Pattern.compile("```js\n(.*?)```", Pattern.DOTALL));
        String promised = only(readme, Pattern.compile("It prints `([^`]+)`"));
        assertThat(readme).contains("```sh\nbin/heliograph\n```");
        assertThat(script).contains("127.0.0.1:8080");

        try (Program gateway =
                new Program(
                        Map.of("PORT", "0", "JAVA_HOME", System.getProperty("java.home")),
                        ROOT,
                        List.of("bin/heliograph"))) {
            Matcher listening =
                    await().atMost(START)
                            .failFast("the gateway has ended", () -> !gateway.isAlive())
                            .until(() -> LISTENING.matcher(gateway.said()), Matcher::find);
            Path file = directory.resolve("readme.cjs");
            Files.writeString(
                    file, script.replace("127.0.0.1:8080", "127.0.0.1:" + listening.group(1)));
            try (Program node =
                    new Program(
                            Map.of("NODE_PATH", NodeScripts.packages().toString()),
                            directory,
                            List.of("node", file.toString()))) {
                assertThat(node.ends(CALL)).as(node.said()).isZero();
                await().untilAsserted(() -> assertThat(onOneLine(node.said())).isEqualTo(promised));
            }
        }
    }
}
