package heliograph.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Starts the scripts of {@code tests/node}. Their dependencies are installed by {@code npm ci} when
 * they are missing or of another lock file than the one checked in; several JVMs may ask at once.
 */
public final class NodeScripts {
    private static final Duration INSTALL_DEADLINE = Duration.ofMinutes(5);
    private static final String STAMP = ".installed-from";

    private NodeScripts() {}

    /**
     * Starts a script.
     *
     * @param script file name in {@code tests/node}
     * @param arguments what it finds in {@code process.argv} from index 2 on
     * @return the running script; the caller closes it
     * @throws IllegalStateException if Node or npm is not on the PATH, or the dependencies cannot
     *     be installed
     */
    public static NodeScript start(String script, String... arguments) {
        Path folder = folder();
        install(folder);
        List<String> command = new ArrayList<>(List.of("node", script));
        command.addAll(List.of(arguments));
        try {
            return new NodeScript(
                    script, new ProcessBuilder(command).directory(folder.toFile()).start());
        } catch (IOException e) {
            throw new IllegalStateException("node could not be started; is it on the PATH?", e);
        }
    }

    /**
     * Where the packages of the scripts are, for scripts from elsewhere.
     *
     * @throws IllegalStateException if npm is not on the PATH, or they cannot be installed
     */
    static Path packages() {
        Path folder = folder();
        install(folder);
        return folder.resolve("node_modules");
    }

    /** The folder of the scripts, from wherever in the reactor the JVM was started. */
    private static Path folder() {
        Path here = Path.of("").toAbsolutePath();
        for (Path at = here; at != null; at = at.getParent()) {
            for (Path candidate : List.of(at.resolve("node"), at.resolve("tests/node"))) {
                if (Files.exists(candidate.resolve("package-lock.json"))) {
                    return candidate;
                }
            }
        }
        throw new IllegalStateException("no tests/node at or above " + here);
    }

    private static synchronized void install(Path folder) {
        Path stamp = folder.resolve("node_modules").resolve(STAMP);
        try {
            String wanted = fingerprint(folder);
            if (isInstalled(stamp, wanted)) {
                return;
            }
            // The lock is held by the process, so another JVM waits here and then finds the stamp.
            Path lockFile =
                    Files.createDirectories(folder.resolveSibling("target"))
                            .resolve("node-install.lock");
            try (FileChannel channel =
                            FileChannel.open(
                                    lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                    var lock = channel.lock()) {
                if (lock.isValid() && !isInstalled(stamp, wanted)) {
                    npmCi(folder);
                    Files.writeString(stamp, wanted);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("installing the packages of " + folder, e);
        }
    }

    private static boolean isInstalled(Path stamp, String wanted) throws IOException {
        return Files.exists(stamp) && Files.readString(stamp).equals(wanted);
    }

    private static String fingerprint(Path folder) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            for (String file : List.of("package.json", "package-lock.json")) {
                digest.update(Files.readAllBytes(folder.resolve(file)));
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void npmCi(Path folder) throws IOException {
        Path log = Files.createTempFile("npm-ci", ".log");
        Process npm;
        try {
            npm =
                    new ProcessBuilder("npm", "ci", "--ignore-scripts", "--no-progress")
                            .directory(folder.toFile())
                            .redirectErrorStream(true)
                            .redirectOutput(log.toFile())
                            .start();
        } catch (IOException e) {
            throw new IllegalStateException("npm could not be started; is it on the PATH?", e);
        }
        try {
            npm.getOutputStream().close();
            if (!npm.waitFor(INSTALL_DEADLINE.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("npm ci took longer than " + INSTALL_DEADLINE);
            }
            if (npm.exitValue() != 0) {
                throw new IllegalStateException("npm ci failed:\n" + Files.readString(log));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while npm ci was running", e);
        } finally {
            npm.descendants().forEach(ProcessHandle::destroyForcibly);
            npm.destroyForcibly();
            Files.deleteIfExists(log);
        }
    }
}
