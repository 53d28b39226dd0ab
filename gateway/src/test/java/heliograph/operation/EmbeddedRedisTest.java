package heliograph.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedRedisTest {
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir private Path temporary;
    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void endWhatWasStarted() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    void theServerOfTheSearchPathIsTakenFirst() throws IOException {
        // Made here, because the machine may have none.
        Path mine = temporary.resolve("redis-server");
        try (EmbeddedRedis bundled = EmbeddedRedis.start("")) {
            Files.copy(Path.of(bundled.program()), mine, StandardCopyOption.COPY_ATTRIBUTES);
        }
        try (EmbeddedRedis redis =
                EmbeddedRedis.start("/no/such/directory:" + temporary + ":/usr/bin")) {
            assertThat(redis.program()).isEqualTo(mine.toString());
            assertThat(redis.answers()).isTrue();
        }
    }

    @Test
    void withoutOneTheBundledBinaryIsTaken() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start("/no/such/directory")) {
            assertThat(redis.program()).contains("heliograph-redis-");
            assertThat(redis.answers()).isTrue();
        }
    }

    @Test
    void itIsOnLoopbackBehindAPassword() throws IOException {
        try (EmbeddedRedis redis = EmbeddedRedis.start(System.getenv("PATH"))) {
            URI url = redis.url();
            assertThat(InetAddress.getByName(url.getHost()).isLoopbackAddress()).isTrue();
            assertThat(url.getUserInfo()).hasSizeGreaterThan(40);
            try (Socket stranger = new Socket(url.getHost(), url.getPort())) {
                stranger.getOutputStream().write("PING\r\n".getBytes(UTF_8));
                assertThat(
                                new BufferedReader(
                                                new InputStreamReader(
                                                        stranger.getInputStream(), UTF_8))
                                        .readLine())
                        .startsWith("-NOAUTH");
            }
        }
    }

    @Test
    void itsEndLeavesNoServerAndNoFiles() throws IOException {
        EmbeddedRedis redis = EmbeddedRedis.start("/no/such/directory");
        Path directory = Path.of(redis.program()).getParent();
        assertThat(directory).isDirectory();

        redis.close();

        assertThat(redis.answers()).isFalse();
        assertThat(directory).doesNotExist();
    }

    @Test
    void aServerThatCannotStartIsReportedWithItsOwnWords() throws IOException {
        Path broken = temporary.resolve("redis-server");
        Files.writeString(broken, "#!/bin/sh\necho out of order\nexit 1\n");
        assertThat(broken.toFile().setExecutable(true)).isTrue();

        assertThat(catchThrowable(() -> EmbeddedRedis.start(temporary.toString())))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("REDIS_URL")
                .hasMessageContaining("out of order");
    }

    @Test
    void itEndsWithAProcessThatIsKilled() throws IOException {
        Process gateway = start(List.of());
        int port = port(gateway.inputReader(UTF_8));
        List<ProcessHandle> servers =
                gateway.descendants()
                        .filter(child -> child.info().command().orElse("").contains("redis"))
                        .toList();
        assertThat(servers).isNotEmpty();
        assertThat(accepts(port)).isTrue();

        gateway.destroyForcibly(); // kill -9

        await().atMost(SOON)
                .untilAsserted(() -> {
                    assertThat(accepts(port)).isFalse();
                    assertThat(servers).noneMatch(ProcessHandle::isAlive);
                    assertThat(temporary).isEmptyDirectory();
                });
    }

    @Test
    void anInterruptOfTheTerminalLeavesItToTheGatewaysOrderlyStop() throws Exception {
        // In a process group of its own, as a shell starts what runs in the foreground.
        Process gateway = start(List.of("setsid", "--wait"));
        BufferedReader says = gateway.inputReader(UTF_8);
        int port = port(says);
        long group =
                gateway.descendants()
                        .filter(child -> child.info().command().orElse("").endsWith("java"))
                        .findFirst()
                        .map(ProcessHandle::pid)
                        .orElse(gateway.pid());

        new ProcessBuilder("/bin/sh", "-c", "kill -INT -" + group).start().waitFor();

        assertThat(says.readLine()).isEqualTo("at the stop it answers: true");
        await().atMost(SOON).until(() -> !accepts(port));
    }

    private Process start(List<String> wrapper) throws IOException {
        List<String> command = new ArrayList<>(wrapper);
        command.addAll(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Djava.io.tmpdir=" + temporary,
                        "-XX:-UsePerfData",
                        "-cp",
                        System.getProperty("java.class.path"),
                        HoldsRedis.class.getName()));
        Process process =
                new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
        started.add(process);
        return process;
    }

    private static int port(BufferedReader says) throws IOException {
        String line = says.readLine();
        assertThat(line).startsWith("port: ");
        return Integer.parseInt(line.substring("port: ".length()));
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException refused) {
            return false;
        }
    }
}
