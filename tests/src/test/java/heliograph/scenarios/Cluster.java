package heliograph.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.Gateway;
import heliograph.GatewayConfig;
import heliograph.operation.EmbeddedRedis;
import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.RedisClient;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Gateways in this process, on one real Redis and nothing else in common. */
public final class Cluster implements AutoCloseable {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final EmbeddedRedis redis;
    private final RedisClient client;
    private final StatefulRedisConnection<byte[], byte[]> connection;
    private final Map<String, String> environment;
    private final List<Gateway> gateways = new ArrayList<>();
    private final HttpClient http = HttpClient.newHttpClient();

    private Cluster(EmbeddedRedis redis, Map<String, String> settings) {
        this.redis = redis;
        this.client = RedisClient.create(redis.url().toString());
        this.connection = client.connect(ByteArrayCodec.INSTANCE);
        this.environment = new HashMap<>(settings);
        environment.put("PORT", "0");
        // Tests leave their clients where they are; a stop need not be gentle with them.
        environment.putIfAbsent("DRAIN_TIME", "0");
        environment.put("REDIS_URL", redis.url().toString());
    }

    /**
     * Starts {@code nodes} gateways with these settings.
     *
     * @throws UncheckedIOException if Redis does not start
     */
    public static Cluster start(int nodes, Map<String, String> settings) {
        try {
            Cluster cluster = new Cluster(EmbeddedRedis.start(System.getenv("PATH")), settings);
            for (int i = 0; i < nodes; i++) {
                cluster.add();
            }
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One node more; its number. */
    public int add() {
        gateways.add(Gateway.start(GatewayConfig.from(environment), environment));
        return gateways.size() - 1;
    }

    /** What each of them was told by its environment. */
    Map<String, String> environment() {
        return Map.copyOf(environment);
    }

    /** The port a node listens on. */
    public int port(int node) {
        return gateways.get(node).port();
    }

    /** A node, by its number from 0. */
    public Gateway node(int node) {
        return gateways.get(node);
    }

    /** A connection of the test's own to the store. */
    public RedisCommands<byte[], byte[]> redis() {
        return connection.sync();
    }

    /** The clock of the store, in milliseconds since 1970. */
    long redisMillis() {
        List<byte[]> time = redis().time();
        return Long.parseLong(new String(time.get(0), StandardCharsets.US_ASCII)) * 1_000
                + Long.parseLong(new String(time.get(1), StandardCharsets.US_ASCII)) / 1_000;
    }

    /** All that is stored for a room, byte for byte. */
    Map<String, String> stored(String room) {
        Map<String, String> all = new TreeMap<>();
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            KeyScanCursor<byte[]> page =
                    redis().scan(
                                    cursor,
                                    ScanArgs.Builder.matches("hg:{" + room + "}:*").limit(100));
            for (byte[] key : page.getKeys()) {
                byte[] value = redis().dump(key);
                all.put(
                        new String(key, StandardCharsets.UTF_8),
                        value == null ? "" : HexFormat.of().formatHex(value));
            }
            cursor = page;
        } while (!cursor.isFinished());
        return all;
    }

    /** {@code GET} as a user, which must succeed. */
    JsonNode get(int node, String user, String path) {
        return json(200, send(request(node, user, path).GET()));
    }

    /** {@code POST} as a user, which must create. */
    JsonNode post(int node, String user, String path, String body) {
        return json(
                201,
                send(
                        request(node, user, path)
                                .header("Content-Type", "application/json")
                                .POST(BodyPublishers.ofString(body))));
    }

    /** {@code DELETE} as a user, which must succeed. */
    void delete(int node, String user, String path) {
        assertThat(send(request(node, user, path).DELETE()).statusCode()).isBetween(200, 204);
    }

    /** A request in the name of that user, as dev mode believes it. */
    public HttpRequest.Builder request(int node, String user, String path) {
        return HttpRequest.newBuilder(
                URI.create("http://127.0.0.1:" + port(node) + path + "?userId=" + user));
    }

    /** What a gateway answers, whatever it is. */
    public HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        }
    }

    private static JsonNode json(int status, HttpResponse<String> response) {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(status);
        return JSON.readTree(response.body());
    }

    @Override
    public void close() {
        gateways.forEach(Gateway::close);
        http.close();
        connection.close();
        client.close();
        redis.close();
    }
}
