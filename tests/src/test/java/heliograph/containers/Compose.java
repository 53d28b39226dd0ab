package heliograph.containers;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/** A project of the {@code docker-compose.yml} users have, brought up by the command they type. */
final class Compose implements AutoCloseable {
    private static final Duration DEADLINE = Duration.ofMinutes(5);

    private final String project;
    private final Map<String, String> environment;

    /**
     * Names a project; nothing is started yet.
     *
     * @param project its name, which no other may have at the time
     * @param environment the variables of the file
     */
    Compose(String project, Map<String, String> environment) {
        this.project = project;
        this.environment = environment;
    }

    /**
     * How Compose is called on this machine: the plugin, else the program; empty where there is
     * neither.
     */
    static Optional<List<String>> command() {
        return List.of(List.of("docker", "compose"), List.of("docker-compose")).stream()
                .filter(Compose::answers)
                .findFirst();
    }

    /**
     * Builds what is to be built, starts the services and what they depend on, and waits for the
     * latter.
     */
    void up(String... services) {
        List<String> arguments = new ArrayList<>(List.of("up", "-d", "--build"));
        arguments.addAll(List.of(services));
        run(arguments);
    }

    /** Removes containers, network and volumes. */
    @Override
    public void close() {
        run(List.of("down", "--volumes", "--timeout", "3"));
    }

    private void run(List<String> arguments) {
        List<String> command = new ArrayList<>(command().orElseThrow());
        command.addAll(List.of("-p", project));
        command.addAll(arguments);
        try {
            Path log = Files.createTempFile("compose", ".log");
            try {
                var builder = new ProcessBuilder(command).directory(Images.root().toFile());
                builder.environment().putAll(environment);
                if (exitCode(builder, log) != 0) {
                    throw new AssertionError(
                            String.join(" ", command) + " failed:\n" + Files.readString(log));
                }
            } finally {
                Files.delete(log);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(String.join(" ", command), e);
        }
    }

    private static boolean answers(List<String> command) {
        List<String> version = new ArrayList<>(command);
        version.add("version");
        try {
            return exitCode(new ProcessBuilder(version), Path.of("/dev/null")) == 0;
        } catch (IOException _) {
            return false;
        }
    }

    private static int exitCode(ProcessBuilder builder, Path log) throws IOException {
        Process process = builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
        try {
            process.getOutputStream().close();
            if (!process.waitFor(DEADLINE.toSeconds(), TimeUnit.SECONDS)) {
                throw new AssertionError(
                        String.join(" ", builder.command()) + " runs for more than " + DEADLINE);
            }
            return process.exitValue();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while Compose was running", e);
        } finally {
            process.destroyForcibly();
        }
    }
}
