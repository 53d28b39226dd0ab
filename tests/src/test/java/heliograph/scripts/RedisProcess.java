package heliograph.scripts;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisException;
import io.lettuce.core.RedisURI;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** A server of a test's own, on a port it keeps when it is started again. */
final class RedisProcess implements AutoCloseable {
    private final String program;
    private final int port;
    private final Path directory;
    private final String configuration;
    private final Process process;

    private RedisProcess(
            String program, int port, Path directory, String configuration, Process process) {
        this.program = program;
        this.port = port;
        this.directory = directory;
        this.configuration = configuration;
        this.process = process;
    }

    static int freePort() throws IOException {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        }
    }

    /** Starts one with a configuration that says all but port and folder. */
    static RedisProcess start(String program, int port, Path directory, String configuration)
            throws IOException {
        Path file = directory.resolve("redis.conf");
        Files.writeString(
                file,
                configuration + "\nport " + port + "\nbind 127.0.0.1\ndir " + directory + "\n");
        Process process =
                new ProcessBuilder(program, file.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("log").toFile())
                        .start();
        RedisProcess started = new RedisProcess(program, port, directory, configuration, process);
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(10))
                .until(started::answers);
        return started;
    }

    /** The same server once more; what is on its disk is its own again. */
    RedisProcess again() throws IOException {
        return start(program, port, directory, configuration);
    }

    private boolean answers() {
        if (!process.isAlive()) {
            throw new IllegalStateException(program + " ended; see " + directory.resolve("log"));
        }
        try (RedisClient client =
                RedisClient.create(
                        RedisURI.builder().withHost("127.0.0.1").withPort(port).build())) {
            client.connect().sync().ping();
            return true;
        } catch (RedisException e) {
            // A server that wants a password answers too.
            return String.valueOf(e.getCause()).contains("NOAUTH")
                    || String.valueOf(e.getMessage()).contains("NOAUTH");
        }
    }

    String url(String userInfo) {
        return "redis://" + userInfo + "127.0.0.1:" + port;
    }

    /** Ends it as a crash would. */
    @Override
    public void close() {
        process.destroyForcibly();
        try {
            if (!process.waitFor(10, TimeUnit.SECONDS)) {
                throw new IllegalStateException(program + " could not be ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
