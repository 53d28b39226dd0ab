package heliograph.bench;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A {@code redis-server} of this process's own, on a free loopback port, in a directory of its own.
 */
final class PrivateRedis implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final byte[] PING = "PING\r\n".getBytes(US_ASCII);

    private final Path directory;
    private final int port;
    private final Process process;

    /**
     * Starts it and waits until it answers.
     *
     * @param aof whether it writes an append-only file
     * @throws RunFailed if there is no {@code redis-server} on the PATH, or it does not answer
     */
    PrivateRedis(boolean aof) throws RunFailed, InterruptedException {
        try {
            directory = Files.createTempDirectory("heliograph-bench-");
            port = freePort();
            process =
                    new ProcessBuilder(
                                    "redis-server",
                                    "--bind",
                                    "127.0.0.1",
                                    "--port",
                                    Integer.toString(port),
                                    "--dir",
                                    directory.toString(),
                                    "--save",
                                    "",
                                    "--appendonly",
                                    aof ? "yes" : "no")
                            .redirectErrorStream(true)
                            .redirectOutput(directory.resolve("redis.log").toFile())
                            .start();
        } catch (IOException e) {
            throw new RunFailed("cannot start redis-server: " + e.getMessage(), e);
        }
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!answers()) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                close();
                throw new RunFailed("redis-server does not answer");
            }
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** A loopback port that nobody listens on right now. */
    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private boolean answers() {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            socket.setSoTimeout(1_000);
            socket.getOutputStream().write(PING);
            return socket.getInputStream().read() == '+';
        } catch (IOException e) {
            return false;
        }
    }

    /** As gateways take it. */
    String url() {
        return "redis://127.0.0.1:" + port;
    }

    /** Its process. */
    long pid() {
        return process.pid();
    }

    /** Where this run may put files; gone with it. */
    Path directory() {
        return directory;
    }

    @Override
    public void close() {
        Rig.end(process);
        try (Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            System.err.println("left behind: " + directory);
        }
    }
}
