package heliograph.scripts;

import static java.util.stream.Collectors.toSet;

import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanIterator;
import io.lettuce.core.api.sync.RedisCommands;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A running server that scripts are tried on, and a way to look behind the store's back. */
final class Server {
    private final String name;
    private final String product;
    private final String url;
    private final @Nullable String program;
    private final RedisClient client;
    private final RedisCommands<String, String> raw;

    /**
     * Connects to a server that runs.
     *
     * @param program by which another of the same kind can be started; null for one from elsewhere
     */
    Server(String kind, String url, @Nullable String program) {
        this.url = url;
        this.program = program;
        this.client = RedisClient.create(RedisURI.create(url));
        this.raw = client.connect().sync();
        Map<String, String> info = fields(raw.info("server"));
        String valkey = info.get("valkey_version");
        this.product =
                valkey == null
                        ? "Redis " + info.getOrDefault("redis_version", "of an unknown version")
                        : "Valkey " + valkey;
        this.name = product + " (" + kind + ")";
    }

    private static Map<String, String> fields(String info) {
        Map<String, String> fields = new TreeMap<>();
        info.lines()
                .map(line -> line.split(":", 2))
                .filter(parts -> parts.length == 2)
                .forEach(parts -> fields.put(parts[0], parts[1].strip()));
        return fields;
    }

    /** What it is, in the form {@code Redis 7.4.1}. */
    String product() {
        return product;
    }

    String url() {
        return url;
    }

    /** The executable, where it is one of this machine. */
    @Nullable String program() {
        return program;
    }

    /** Commands that do not go through the store. */
    RedisCommands<String, String> raw() {
        return raw;
    }

    /** Every key and how many milliseconds it has to live; -1 for one that would stay for ever. */
    Map<String, Long> lifetimes() {
        Map<String, Long> all = new TreeMap<>();
        ScanIterator.scan(raw, ScanArgs.Builder.limit(1000))
                .forEachRemaining(key -> all.put(key, raw.pttl(key)));
        return all;
    }

    /** All keys but those of sessions and nodes, which begin before a room and outlive it. */
    Set<String> keysOfRooms() {
        return lifetimes().keySet().stream()
                .filter(key -> !key.startsWith("hg:s:"))
                .filter(key -> !Set.of("hg:epoch", "hg:nodes").contains(key))
                .collect(toSet());
    }

    /**
     * Ends the connection, not the server. (No AutoCloseable: JUnit would close what is shared.)
     */
    void disconnect() {
        client.shutdown();
    }

    @Override
    public String toString() {
        return name;
    }
}
