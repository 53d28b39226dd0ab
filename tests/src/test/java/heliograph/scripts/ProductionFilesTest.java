package heliograph.scripts;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.state.StoreUnavailable;
import heliograph.state.Windows;
import io.lettuce.core.RedisClient;
import io.lettuce.core.RedisCommandExecutionException;
import io.lettuce.core.RedisURI;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.ConcurrentSkipListSet;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code redis/redis.conf} and {@code redis/users.acl} as they are, on a server of the test's own.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("heliograph.scripts.Servers#local")
class ProductionFilesTest {
    private static final Path REDIS = Path.of("..", "redis");
    private static final String USER = "heliograph:heliograph@";

    private final String program;
    @TempDir private Path directory = Path.of("");
    private RedisProcess redis;
    private RedisClient client;
    private RedisCommands<String, String> gateway;

    ProductionFilesTest(Server server) {
        this.program = Objects.requireNonNull(server.program());
    }

    @BeforeEach
    void start() throws Exception {
        String configuration =
                Files.readString(REDIS.resolve("redis.conf"))
                        .replaceAll(
                                "(?m)^aclfile .*$",
                                "aclfile " + REDIS.resolve("users.acl").toRealPath())
                        .replaceAll("(?m)^(port|bind|dir) .*$", "");
        redis = RedisProcess.start(program, RedisProcess.freePort(), directory, configuration);
        client = RedisClient.create(RedisURI.create(redis.url(USER)));
        gateway = client.connect().sync();
    }

    @AfterEach
    void stop() {
        client.shutdown();
        redis.close();
    }

    @Test
    void theGatewaysUserMayDoAllThatTheStoreDoes() {
        Server served = new Server("production files", redis.url(USER), program);
        ConcurrentSkipListSet<String> called = new ConcurrentSkipListSet<>();
        try (Node node =
                        new Node(
                                served,
                                "n1",
                                Everything.WINDOWS,
                                (script, _, succeeded) -> {
                                    assertThat(succeeded).as(script).isTrue();
                                    called.add(script);
                                });
                Node dying =
                        new Node(
                                served,
                                "dying",
                                new ShortWindows().nodeLease(200).build(),
                                (_, _, _) -> {})) {
            new Everything(node, dying, () -> {}).happens("room");
            assertThat(called).hasSizeGreaterThan(30);
            assertThat(Node.get(node.store().health()).version()).isNotEmpty();
            assertThat(Node.get(node.store().rooms().list(0, 100)).rooms()).isEmpty();
            assertThat(node.heard()).isNotEmpty();
        } finally {
            served.disconnect();
        }
    }

    private static void assertRefused(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageMatching(
                        "(?s).*(NOPERM|ACL failure|can't run this command|can't access at least"
                                + " one).*");
    }

    @Test
    void theGatewaysUserMayDoNothingElse() {
        assertRefused(gateway::flushall);
        assertRefused(gateway::flushdb);
        assertRefused(() -> gateway.configGet("*"));
        assertRefused(() -> gateway.configSet("maxmemory", "1"));
        assertRefused(() -> gateway.keys("*"));
        assertRefused(gateway::scan);
        assertRefused(gateway::aclList);
        assertRefused(gateway::clientList);
        assertRefused(gateway::scriptFlush);
        assertRefused(gateway::save);
        assertRefused(() -> gateway.replicaof("127.0.0.1", 1));
    }

    @Test
    void theGatewaysUserSeesNoOtherKeysAndChannels() {
        gateway.hset("hg:mine", "a", "1");
        assertRefused(() -> gateway.hset("other", "a", "1"));
        assertRefused(() -> gateway.hget("other", "a"));
        assertRefused(() -> gateway.publish("other", "x"));
        assertThat(gateway.publish("hg:node:n1", "x")).isZero();
        assertRefused(() ->
                gateway.eval(
                        "return redis.call('HGET', KEYS[1], 'a')",
                        ScriptOutputType.VALUE,
                        "other"));
        assertRefused(() ->
                gateway.eval("return redis.call('HGET', 'other', 'a')", ScriptOutputType.VALUE));
        assertRefused(() -> gateway.eval("return redis.call('FLUSHALL')", ScriptOutputType.VALUE));
        assertThatThrownBy(() -> client.connectPubSub().sync().subscribe("other"))
                .isInstanceOf(RedisCommandExecutionException.class)
                .hasMessageContaining("NOPERM");
    }

    @Test
    void whoGivesNoPasswordMayDoNothing() throws IOException {
        // On a bare socket: Lettuce says something else where the refusal is very quick.
        URI server = URI.create(redis.url(""));
        try (Socket stranger = new Socket(server.getHost(), server.getPort());
                BufferedReader answer =
                        new BufferedReader(
                                new InputStreamReader(stranger.getInputStream(), UTF_8))) {
            stranger.getOutputStream().write("HGET hg:rooms a\r\n".getBytes(UTF_8));
            assertThat(answer.readLine()).startsWith("-NOAUTH");
        }
    }

    @Test
    void whatScriptsWroteIsThereAfterARestart() throws Exception {
        Server served = new Server("production files", redis.url(USER), program);
        try (Node node = new Node(served, "n1", Windows.DEFAULTS, (_, _, _) -> {})) {
            Peer alice = node.seated("room", "alice");
            Peer bob = node.seated("room", "bob");
            alice.offer(bob);
            // By the configuration, what is older than a second is on the disk.
            long written = Node.get(node.store().health()).clock();
            Awaitility.await()
                    .until(() -> Node.get(node.store().health()).clock() > written + 2_000);
            redis.close();
            redis = redis.again();
            Awaitility.await()
                    .ignoreExceptionsMatching(StoreUnavailable.class::isInstance)
                    .until(() -> alice.statistics(bob).offersSent() == 1);
            assertThat(Node.get(node.store().rooms().participants(alice.room()))).hasSize(2);
            assertThat(bob.answer(alice)).isEqualTo(new heliograph.state.Links.Relayed.Accepted());
        } finally {
            served.disconnect();
        }
    }

    @Test
    void stateIsOnDiskAndNeverThrownAway() throws Exception {
        assertThat(gateway.info("persistence")).contains("aof_enabled:1");
        assertThat(gateway.info("memory")).contains("maxmemory_policy:noeviction");
        assertThat(Files.readString(directory.resolve("redis.conf")))
                .contains("appendfsync everysec");
    }
}
