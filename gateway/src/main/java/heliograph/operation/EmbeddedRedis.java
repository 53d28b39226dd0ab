package heliograph.operation;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HexFormat;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redis.embedded.core.ExecutableProvider;

/**
 * The private Redis of a gateway that was given none: on a free port of loopback, behind a random
 * password, without persistence. It is for one node, and ends with this process even on kill -9:
 * see {@code guard-redis.sh}.
 */
public final class EmbeddedRedis implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedRedis.class);
    private static final int ATTEMPTS = 5;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration LAST_WORDS = Duration.ofSeconds(1);
    private static final int KEPT_LINES = 20;
    private static final Set<PosixFilePermission> OWNER_ONLY =
            PosixFilePermissions.fromString("rw-------");

    private final Process guard;
    private final URI url;
    private final String program;
    private final Thread logReader;
    private final Deque<String> lastLines;
    private volatile boolean stopping;

    private EmbeddedRedis(
            Process guard, URI url, String program, Thread logReader, Deque<String> lastLines) {
        this.guard = guard;
        this.url = url;
        this.program = program;
        this.logReader = logReader;
        this.lastLines = lastLines;
    }

    /**
     * Starts one: {@code redis-server} or {@code valkey-server} of the search path, else the binary
     * that is bundled.
     *
     * @param searchPath directories as in the variable PATH
     * @throws IOException if none can be started; the message says why
     */
    public static EmbeddedRedis start(String searchPath) throws IOException {
        IOException last = new IOException("no attempt was made");
        // Another process may take the free port before the server does.
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            Path directory = Files.createTempDirectory("heliograph-redis-");
            try {
                EmbeddedRedis redis = launch(directory, program(searchPath, directory));
                try {
                    redis.awaitAnswer();
                    redis.watch();
                    return redis;
                } catch (IOException e) {
                    boolean stuck = redis.guard.isAlive();
                    redis.close();
                    last = e;
                    if (stuck) {
                        break;
                    }
                }
            } catch (IOException e) {
                deleteDirectory(directory);
                throw e;
            }
        }
        throw last;
    }

    /** Where it listens, the password included. */
    public URI url() {
        return url;
    }

    /** Which program it is, for the log. */
    public String program() {
        return program;
    }

    /** Ends it; what it remembers is gone. */
    @Override
    public void close() {
        stopping = true;
        try {
            guard.getOutputStream().close();
            if (!guard.waitFor(STOP_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS)) {
                guard.descendants().forEach(ProcessHandle::destroyForcibly);
                guard.destroyForcibly();
            }
        } catch (IOException e) {
            LOG.debug("the guard of the private Redis was gone before", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static Path program(String searchPath, Path directory) throws IOException {
        for (String name : new String[] {"redis-server", "valkey-server"}) {
            var found =
                    Stream.of(searchPath.split(File.pathSeparator))
                            .filter(entry -> !entry.isBlank())
                            .map(entry -> Path.of(entry, name))
                            .filter(Files::isExecutable)
                            .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
        }
        return ExecutableProvider.newJarResourceProvider(directory.toFile()).get().toPath();
    }

    private static EmbeddedRedis launch(Path directory, Path program) throws IOException {
        byte[] random = new byte[24];
        new SecureRandom().nextBytes(random);
        String password = HexFormat.of().formatHex(random);
        InetAddress loopback = InetAddress.getLoopbackAddress();
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, loopback)) {
            port = free.getLocalPort();
        }
        // In a file of our own and not in arguments, which every user of the machine can list.
        Path configuration = directory.resolve("redis.conf");
        Files.createFile(configuration, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        Files.writeString(
                configuration,
                """
                bind %s
                port %d
                requirepass %s
                dir "%s"
                save ""
                appendonly no
                daemonize no
                databases 1
                """
                        .formatted(loopback.getHostAddress(), port, password, directory));
        Process guard =
                new ProcessBuilder(
                                "/bin/sh",
                                "-c",
                                script(),
                                "guard-redis",
                                "" + directory,
                                "" + program)
                        .redirectErrorStream(true)
                        .start();
        Deque<String> lastLines = new ArrayDeque<>();
        // A platform thread: reading a pipe of a process would pin a virtual thread's carrier.
        Thread reader =
                Thread.ofPlatform()
                        .daemon()
                        .name("private-redis-log")
                        .start(() -> readLog(guard, lastLines));
        URI url = URI.create("redis://:" + password + "@" + loopback.getHostAddress() + ":" + port);
        return new EmbeddedRedis(guard, url, program.toString(), reader, lastLines);
    }

    private static String script() throws IOException {
        try (InputStream script = EmbeddedRedis.class.getResourceAsStream("guard-redis.sh")) {
            if (script == null) {
                throw new IOException("guard-redis.sh is missing from this build");
            }
            return new String(script.readAllBytes(), UTF_8);
        }
    }

    private static void readLog(Process guard, Deque<String> lastLines) {
        try (BufferedReader reader = guard.inputReader(UTF_8)) {
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                LOG.debug("{}", line);
                synchronized (lastLines) {
                    lastLines.addLast(line);
                    if (lastLines.size() > KEPT_LINES) {
                        lastLines.removeFirst();
                    }
                }
            }
        } catch (IOException e) {
            LOG.debug("the log of the private Redis ended", e);
        }
    }

    /** The server answers, and to our password: it is not somebody else on the same port. */
    private void awaitAnswer() throws IOException {
        long deadline = System.nanoTime() + START_TIMEOUT.toNanos();
        while (guard.isAlive() && System.nanoTime() - deadline < 0) {
            if (answers()) {
                return;
            }
            try {
                guard.waitFor(5, TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted while the private Redis started", e);
            }
        }
        awaitLastWords();
        String said;
        synchronized (lastLines) {
            said = String.join("\n", lastLines);
        }
        throw new IOException(
                program
                        + " did not start; set REDIS_URL to a Redis of yours, or install"
                        + " redis-server. It said:\n"
                        + said);
    }

    /** A server that has ended may have said why in lines that are still to be read. */
    private void awaitLastWords() {
        if (!guard.isAlive()) {
            try {
                logReader.join(LAST_WORDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the server answers now. */
    boolean answers() {
        String password = url.getUserInfo().substring(1);
        try (Socket socket = new Socket()) {
            socket.setSoTimeout(1_000);
            socket.connect(new InetSocketAddress(url.getHost(), url.getPort()), 1_000);
            socket.getOutputStream()
                    .write(("AUTH " + password + "\r\nPING\r\n").getBytes(US_ASCII));
            BufferedReader reader =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            return "+OK".equals(reader.readLine()) && "+PONG".equals(reader.readLine());
        } catch (IOException notYet) {
            return false;
        }
    }

    private void watch() {
        // The future is of no use: what there is to do is done in it.
        var _ =
                guard.onExit()
                        .thenRun(() -> {
                            if (!stopping) {
                                LOG.error(
                                        "the private Redis has ended: nothing is remembered any"
                                                + " more, restart this gateway");
                                close();
                            }
                        });
    }

    private static void deleteDirectory(Path directory) throws IOException {
        try (Stream<Path> content = Files.list(directory)) {
            for (Path file : content.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(directory);
    }
}
