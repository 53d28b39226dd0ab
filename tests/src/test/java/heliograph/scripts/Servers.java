package heliograph.scripts;

import heliograph.operation.EmbeddedRedis;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The servers that are there: the bundled Redis, {@code redis-server} and {@code valkey-server} of
 * the PATH, and those that the variable HELIOGRAPH_TEST_REDIS_URLS names (separated by commas;
 * their databases are emptied). Started once per JVM; they end with it. What the scripts promise to
 * run on and is not among them is said in a line, and is a failure where HELIOGRAPH_REQUIRE_SERVERS
 * is {@code true}.
 */
final class Servers {
    /** What {@code redis/redis.conf} promises: the oldest, what distributions ship, and Valkey. */
    private static final List<String> PROMISED = List.of("Redis 6.2.", "Redis 7.", "Valkey 8.");

    private static final List<Server> ALL = start();
    private static final List<String> MISSING = missing(ALL);

    private Servers() {}

    /** All of them; a source of parameters. */
    static List<Server> all() {
        if (!MISSING.isEmpty()
                && Boolean.parseBoolean(System.getenv("HELIOGRAPH_REQUIRE_SERVERS"))) {
            throw new IllegalStateException(
                    "HELIOGRAPH_REQUIRE_SERVERS is set, but among " + ALL + " is no " + MISSING);
        }
        return ALL;
    }

    /** Those of this machine, whose programs can be started once more. */
    static List<Server> local() {
        return all().stream().filter(server -> server.program() != null).toList();
    }

    private static List<String> missing(List<Server> there) {
        List<String> missing =
                PROMISED.stream()
                        .filter(promised ->
                                there.stream().noneMatch(one -> one.product().startsWith(promised)))
                        .map(promised -> promised + "x")
                        .toList();
        if (!missing.isEmpty()) {
            System.out.println(
                    "Script tests run on "
                            + there
                            + " and not on "
                            + String.join(", ", missing)
                            + ". To add them: put redis-server or valkey-server on the PATH, or"
                            + " name servers in HELIOGRAPH_TEST_REDIS_URLS.");
        }
        return missing;
    }

    private static List<Server> start() {
        List<Server> servers = new ArrayList<>();
        try {
            servers.add(started("bundled Redis", ""));
            for (String program : new String[] {"redis-server", "valkey-server"}) {
                var found = onPath(program);
                if (found.isPresent()) {
                    // A folder with this program alone, so that it is this one that is taken.
                    Path folder = Files.createTempDirectory("heliograph-server-");
                    Path link =
                            Files.createSymbolicLink(folder.resolve(program), found.orElseThrow());
                    servers.add(started(program, folder.toString()));
                    link.toFile().deleteOnExit();
                    folder.toFile().deleteOnExit();
                }
            }
        } catch (IOException e) {
            throw new IllegalStateException("no server for the script tests", e);
        }
        String urls = System.getenv("HELIOGRAPH_TEST_REDIS_URLS");
        if (urls != null && !urls.isBlank()) {
            for (String url : urls.split(",", -1)) {
                servers.add(new Server("given server", url.strip(), null));
            }
        }
        return List.copyOf(servers);
    }

    // Its guard ends the server when this process ends.
    private static Server started(String kind, String searchPath) throws IOException {
        EmbeddedRedis redis = EmbeddedRedis.start(searchPath);
        return new Server(kind, redis.url().toString(), redis.program());
    }

    private static java.util.Optional<Path> onPath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
                .filter(folder -> !folder.isBlank())
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst();
    }
}
