package heliograph.faults;

import static org.awaitility.Awaitility.await;

import heliograph.operation.EmbeddedRedis;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A Redis (or a Sentinel) of a fault's own, on a port and with a folder that it keeps when it is
 * started again.
 */
final class RedisServer implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final int port = freePort();
    private final Path directory;
    private final List<String> command;
    private @Nullable Process process;

    private RedisServer(String configuration, String... arguments) {
        try {
            directory = Files.createTempDirectory("heliograph-fault-");
            Path file = directory.resolve("server.conf");
            Files.writeString(
                    file,
                    configuration + "\nbind 127.0.0.1\nport " + port + "\ndir " + directory + "\n");
            command = new ArrayList<>(List.of(Program.PATH, file.toString()));
            command.addAll(List.of(arguments));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        // Where a test fails before it can close this.
        Runtime.getRuntime()
                .addShutdownHook(Thread.ofPlatform().unstarted(() -> running().destroyForcibly()));
        start();
    }

    /** The program that gateways without REDIS_URL take too. */
    private static final class Program {
        // Kept while this JVM lives: where the program is the bundled one, it is in its folder.
        private static final EmbeddedRedis RUNNING = running();
        private static final String PATH = RUNNING.program();

        private static EmbeddedRedis running() {
            try {
                return EmbeddedRedis.start(System.getenv("PATH"));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What it writes is on the disk when it has answered, or within a second. */
    static RedisServer withFile(String appendfsync) {
        return new RedisServer(
                "save \"\"\nappendonly yes\naof-use-rdb-preamble no\nappendfsync " + appendfsync);
    }

    /** One that forgets everything at its end. */
    static RedisServer withoutFile(String... more) {
        return new RedisServer("save \"\"\nappendonly no\n" + String.join("\n", more));
    }

    /** One that copies another. */
    static RedisServer replicaOf(RedisServer master) {
        RedisServer replica = withoutFile("replicaof 127.0.0.1 " + master.port);
        await().atMost(PATIENCE)
                .until(() ->
                        replica.ask(redis -> redis.info("replication"))
                                .contains("master_link_status:up"));
        return replica;
    }

    /** One that watches a master named {@code calls} and may promote its replica alone. */
    static RedisServer sentinelOf(RedisServer master) {
        return new RedisServer(
                """
                sentinel monitor calls 127.0.0.1 %d 1
                sentinel down-after-milliseconds calls 1000
                sentinel failover-timeout calls 5000
                """
                        .formatted(master.port),
                "--sentinel");
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Starts it (again), with what is on its disk. */
    void start() {
        try {
            process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("log").toFile())
                            .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(this::answers);
    }

    private boolean answers() {
        try {
            return ask(RedisCommands::ping).equals("PONG");
        } catch (RedisException notYet) {
            return false;
        }
    }

    /** Tears so many bytes off the end of its append-only file, or all there are. */
    void forgets(long bytes) {
        try (Stream<Path> files = Files.walk(directory)) {
            long left = bytes;
            List<Path> newestFirst =
                    files.filter(file -> file.toString().endsWith(".aof"))
                            .sorted((a, b) -> b.compareTo(a))
                            .toList();
            for (Path file : newestFirst) {
                try (FileChannel content = FileChannel.open(file, StandardOpenOption.WRITE)) {
                    long torn = Math.min(left, content.size());
                    content.truncate(content.size() - torn);
                    left -= torn;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** SIGTERM. */
    void terminate() {
        running().destroy();
        ends();
    }

    /** SIGKILL. */
    void kill() {
        running().destroyForcibly();
        ends();
    }

    private Process running() {
        if (process == null) {
            throw new IllegalStateException("not started");
        }
        return process;
    }

    private void ends() {
        try {
            if (!running().waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new AssertionError("it lives after " + PATIENCE);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    int port() {
        return port;
    }

    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Its folder, where the append-only file is. */
    Path directory() {
        return directory;
    }

    /** Asks it something on a connection that is ended at once. */
    <T> T ask(Function<RedisCommands<String, String>, T> question) {
        RedisURI uri = RedisURI.create(url());
        uri.setTimeout(Duration.ofSeconds(5));
        try (RedisClient client = RedisClient.create(uri);
                StatefulRedisConnection<String, String> connection = client.connect()) {
            return question.apply(connection.sync());
        }
    }

    @Override
    public void close() {
        kill();
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
