package heliograph;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import heliograph.InvalidConfiguration.Problem;
import heliograph.access.AccessSettings.TokenKey;
import heliograph.ice.IceSettings;
import heliograph.ice.IceSettings.TurnCredentials;
import heliograph.state.Windows;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayConfigTest {
    private static final String SECRET = "a-secret-of-thirty-two-bytes-000";

    @Test
    void anEmptyEnvironmentHasTheSeedsDefaults() {
        GatewayConfig config = GatewayConfig.from(Map.of());

        assertThat(config.windows()).isEqualTo(Windows.DEFAULTS);
        assertThat(config.engine().pingInterval()).isEqualTo(Duration.ofSeconds(25));
        assertThat(config.engine().pingTimeout()).isEqualTo(Duration.ofSeconds(60));
        assertThat(config.engine().maxPayload()).isEqualTo(1_000_000);
        assertThat(config.transport().maxFrameBytes()).isEqualTo(1_000_000);
        assertThat(config.transport().maxQueuedBytes()).isEqualTo(1_048_576);
        assertThat(config.transport().port()).isEqualTo(8080);
        assertThat(config.reconnection().delay()).isEqualTo(Duration.ofSeconds(1));
        assertThat(config.reconnection().delayMax()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.sessions().connectTimeout()).isEqualTo(Duration.ofSeconds(45));
        assertThat(config.sessions().maxAttachments()).isEqualTo(10);
        assertThat(config.sessions().maxInFlight()).isEqualTo(256);
        assertThat(config.redis().url()).isEmpty();
        assertThat(config.redis().timeout()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.ice()).isEqualTo(IceSettings.STUN_ONLY);
        assertThat(config.log()).isEqualTo(new GatewayConfig.Log("text", "INFO"));
        assertThat(config.stopTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.drainTime()).isEqualTo(Duration.ofSeconds(5));
    }

    @Test
    void sendingClientsAwayLeavesHalfOfAStopForTheRest() {
        GatewayConfig config =
                GatewayConfig.from(Map.of("DRAIN_TIME", "9000", "STOP_TIMEOUT", "12000"));

        assertThat(config.drainTime()).isEqualTo(Duration.ofSeconds(6));
    }

    @Test
    void withoutJwtSettingsItIsDevModeOnLoopback() {
        GatewayConfig config = GatewayConfig.from(Map.of());

        assertThat(config.access().isDevelopment()).isTrue();
        assertThat(config.transport().hosts()).containsExactly("127.0.0.1");
    }

    @Test
    void withJwtSettingsItListensEverywhere() {
        GatewayConfig config = GatewayConfig.from(Map.of("JWT_SECRET", SECRET));

        assertThat(config.access().isDevelopment()).isFalse();
        assertThat(config.transport().hosts()).containsExactly("0.0.0.0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "192.0.2.1", "127.0.0.1, ::", "no such host"})
    void devModeRefusesToListenBeyondLoopback(String host) {
        assertThat(problems(Map.of("HOST", host))).singleElement().satisfies(names("HOST"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "localhost", "127.0.0.1,::1"})
    void devModeListensOnAnyAddressOfLoopback(String host) {
        assertThat(GatewayConfig.from(Map.of("HOST", host)).transport().hosts())
                .containsExactly(host.split(","));
    }

    @ParameterizedTest
    @CsvSource({
        "SEQUENCE_WINDOW, 1",
        "STALE_AFTER, 2",
        "RESTART_COOLDOWN, 3",
        "CANDIDATE_TTL, 4",
        "GLARE_WINDOW, 5",
        "SEAT_GRACE, 6",
        "NODE_LEASE, 700",
        "ROOM_TTL, 8000",
        "RATE_WINDOW, 9",
        "PING_INTERVAL, 10",
        "PING_TIMEOUT, 11",
        "UPGRADE_TIMEOUT, 19",
        "CONNECT_TIMEOUT, 12",
        "RECONNECTION_DELAY, 13",
        "RECONNECTION_DELAY_MAX, 14000",
        "REDIS_TIMEOUT, 15",
        "STOP_TIMEOUT, 16",
        "DRAIN_TIME, 18",
        "JWT_CLOCK_SKEW, 17",
    })
    void everyDurationIsInMillisecondsAndGoesWhereItsNameSays(String name, long millis) {
        GatewayConfig config = GatewayConfig.from(Map.of(name, Long.toString(millis)));

        Map<String, Duration> read = new HashMap<>();
        read.put("SEQUENCE_WINDOW", config.windows().sequence());
        read.put("STALE_AFTER", config.windows().stale());
        read.put("RESTART_COOLDOWN", config.windows().restartCooldown());
        read.put("CANDIDATE_TTL", config.windows().candidates());
        read.put("GLARE_WINDOW", config.windows().glare());
        read.put("SEAT_GRACE", config.windows().seatGrace());
        read.put("NODE_LEASE", config.windows().nodeLease());
        read.put("ROOM_TTL", config.windows().roomTtl());
        read.put("RATE_WINDOW", config.windows().rate());
        read.put("PING_INTERVAL", config.engine().pingInterval());
        read.put("PING_TIMEOUT", config.engine().pingTimeout());
        read.put("UPGRADE_TIMEOUT", config.engine().upgradeTimeout());
        read.put("CONNECT_TIMEOUT", config.sessions().connectTimeout());
        read.put("RECONNECTION_DELAY", config.reconnection().delay());
        read.put("RECONNECTION_DELAY_MAX", config.reconnection().delayMax());
        read.put("REDIS_TIMEOUT", config.redis().timeout());
        read.put("STOP_TIMEOUT", config.stopTimeout());
        read.put("DRAIN_TIME", config.drainTime());
        read.put("JWT_CLOCK_SKEW", config.access().clockSkew());
        assertThat(read.get(name)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest
    @CsvSource({
        "MAX_RESTARTS, 4",
        "MAX_FAILURES, 5",
        "MAX_CANDIDATES, 6",
        "ROOM_CAPACITY, 7",
        "RATE_JOINS, 8",
        "RATE_DESCRIPTIONS, 9",
        "RATE_CANDIDATES, 10",
        "MAX_ATTACHMENTS, 11",
        "MAX_IN_FLIGHT, 12",
        "MAX_QUEUED_BYTES, 2000000",
        "MAX_HTTP_BUFFER_SIZE, 50000",
        "PORT, 0",
    })
    void everyNumberGoesWhereItsNameSays(String name, int number) {
        GatewayConfig config = GatewayConfig.from(Map.of(name, Integer.toString(number)));

        Map<String, Number> read = new HashMap<>();
        read.put("MAX_RESTARTS", config.windows().maxRestarts());
        read.put("MAX_FAILURES", config.windows().maxFailures());
        read.put("MAX_CANDIDATES", config.windows().maxCandidates());
        read.put("ROOM_CAPACITY", config.windows().roomCapacity());
        read.put("RATE_JOINS", config.windows().joins());
        read.put("RATE_DESCRIPTIONS", config.windows().descriptions());
        read.put("RATE_CANDIDATES", config.windows().candidateEvents());
        read.put("MAX_ATTACHMENTS", config.sessions().maxAttachments());
        read.put("MAX_IN_FLIGHT", config.sessions().maxInFlight());
        read.put("MAX_QUEUED_BYTES", config.transport().maxQueuedBytes());
        read.put("MAX_HTTP_BUFFER_SIZE", config.engine().maxPayload());
        read.put("PORT", config.transport().port());
        assertThat(read)
                .hasEntrySatisfying(name, value -> assertThat(value.longValue()).isEqualTo(number));
    }

    @Test
    void roomsNeedNotBeMadeByJoining() {
        assertThat(
                        GatewayConfig.from(Map.of("ROOM_AUTO_CREATE", "FALSE"))
                                .windows()
                                .autoCreateRooms())
                .isFalse();
    }

    @Test
    void emptyAndBlankCountAsUnset() {
        GatewayConfig config = GatewayConfig.from(Map.of("PORT", "", "JWT_SECRET", "  "));

        assertThat(config.transport().port()).isEqualTo(8080);
        assertThat(config.access().isDevelopment()).isTrue();
    }

    static Stream<Map.Entry<String, String>> wrongValues() {
        return Stream.of(
                Map.entry("PORT", "http"),
                Map.entry("PORT", "65536"),
                Map.entry("PORT", "-1"),
                Map.entry("PING_INTERVAL", "25s"),
                Map.entry("PING_TIMEOUT", "0"),
                Map.entry("PING_TIMEOUT", "99999999999999999999"),
                Map.entry("MAX_HTTP_BUFFER_SIZE", "1e6"),
                Map.entry("MAX_QUEUED_BYTES", "2000"),
                Map.entry("RECONNECTION_DELAY_MAX", "10"),
                Map.entry("ROOM_CAPACITY", "1"),
                Map.entry("ROOM_AUTO_CREATE", "yes"),
                Map.entry("LOG_FORMAT", "xml"),
                Map.entry("LOG_LEVEL", "loud"),
                Map.entry("CORS_ORIGIN", "call.example"),
                Map.entry("CORS_ORIGIN", "https://call.example/"),
                Map.entry("CORS_ORIGIN", "*,https://call.example"),
                Map.entry("CORS_ORIGIN", ","),
                Map.entry("REDIS_URL", "localhost:6379"),
                Map.entry("REDIS_URL", "http://localhost:6379"),
                Map.entry("REDIS_URL", "redis://user:pass word@host"),
                Map.entry("REDIS_URL", "redis-sentinel://one:26379,two:26379"),
                Map.entry("REDIS_URL", "redis-sentinel://one:26379,:26379#calls"),
                Map.entry("REDIS_URL", "redis-sentinel:///0#calls"),
                Map.entry("JWT_SECRET", "thirty-one-bytes-are-not-enough"),
                Map.entry("JWT_PUBLIC_KEY", "/no/such/file.pem"),
                Map.entry("JWT_PUBLIC_KEY", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC"),
                Map.entry("JWT_JWKS_URL", "file:///etc/keys.json"),
                Map.entry("JWT_JWKS_URL", "keys"),
                Map.entry("JWT_ISSUER", "nobody-checks-it"),
                Map.entry("JWT_AUDIENCE", "nobody-checks-it"),
                Map.entry("JWT_CLOCK_SKEW", "-1"),
                Map.entry("TURN_URL", "stun:turn.example"),
                Map.entry("TURN_TTL", "1"),
                Map.entry("TURN_CONFIG_FILE", "/no/such/file"));
    }

    @ParameterizedTest
    @MethodSource("wrongValues")
    void aWrongValueIsRefusedWithTheNameOfItsVariable(Map.Entry<String, String> wrong) {
        assertThat(problems(Map.of(wrong.getKey(), wrong.getValue())))
                .anySatisfy(names(wrong.getKey()));
    }

    @Test
    void everythingThatIsWrongIsSaidAtOnce() {
        List<Problem> problems =
                problems(
                        Map.of(
                                "PORT", "http",
                                "PING_TIMEOUT", "soon",
                                "JWT_SECRET", "short",
                                "TURN_URL", "turn:turn.example",
                                "REDIS_HOST", "localhost"));

        assertThat(problems)
                .extracting(Problem::variable)
                .containsExactly(
                        "PORT",
                        "JWT_SECRET",
                        "TURN_USERNAME",
                        "TURN_PASSWORD",
                        "PING_TIMEOUT",
                        "REDIS_HOST");
    }

    @Test
    void aProblemSaysWhatWasFoundAndWhatIsExpected() {
        assertThat(failure(Map.of("PORT", "http")))
                .hasMessageContaining(
                        "PORT: found \"http\", expected a whole number from 0 to 65535");
    }

    @Test
    void secretsAreNeverShown() throws Exception {
        assertThat(
                        failure(
                                Map.of(
                                        "JWT_SECRET", "hunter2",
                                        "REDIS_URL", "http://:hunter2@host",
                                        "TURN_URL", "turn:turn.example",
                                        "TURN_USERNAME", "u",
                                        "TURN_PASSWORD", "hunter2",
                                        "TURN_SECRET", "hunter2")))
                .hasMessageContaining("JWT_SECRET")
                .hasMessageContaining("REDIS_URL")
                .hasMessageContaining("TURN_SECRET")
                .message()
                .doesNotContain("hunter2");
        assertThat(
                        GatewayConfig.from(
                                        Map.of(
                                                "JWT_SECRET",
                                                SECRET,
                                                "REDIS_URL",
                                                "redis://u:hunter2@host:6379",
                                                "TURN_URL",
                                                "turn:turn.example",
                                                "TURN_SECRET",
                                                "hunter2"))
                                .toString())
                .doesNotContain("hunter2")
                .doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "JWT_SECERT, JWT_SECRET",
        "JWT_PUBLICKEY, JWT_PUBLIC_KEY",
        "TURN_URLS, TURN_URL",
        "RATE_JOIN, RATE_JOINS",
        "REDIS_URI, REDIS_URL",
        "REDIS_PORT, REDIS_URL",
    })
    void aMisspeltVariableIsRefusedWithTheNearestName(String misspelt, String meant) {
        assertThat(problems(Map.of(misspelt, "6379")))
                .singleElement()
                .satisfies(names(misspelt))
                .extracting(Problem::expected)
                .asString()
                .contains(meant);
    }

    @Test
    void whatContainerPlatformsSetForTheirServicesIsNoMisspelling() {
        Map<String, String> links =
                Map.of(
                        "REDIS_SERVICE_HOST", "10.0.0.1",
                        "REDIS_SERVICE_PORT", "6379",
                        "REDIS_SERVICE_PORT_CLIENT", "6379",
                        "REDIS_PORT", "tcp://10.0.0.1:6379",
                        "REDIS_PORT_6379_TCP", "tcp://10.0.0.1:6379",
                        "REDIS_PORT_6379_TCP_ADDR", "10.0.0.1",
                        "PATH", "/bin",
                        "JAVA_HOME", "/opt/jdk");

        assertThat(GatewayConfig.from(links).redis().url()).isEmpty();
    }

    @Test
    void onlyOneKindOfKeyMayBeSet() {
        assertThat(
                        problems(
                                Map.of(
                                        "JWT_SECRET",
                                        SECRET,
                                        "JWT_JWKS_URL",
                                        "https://issuer.example/keys")))
                .singleElement()
                .satisfies(names("JWT_JWKS_URL"));
    }

    @Test
    void aPublicKeyIsTakenAsTextAsOneLineAndAsFile(@TempDir Path directory) throws Exception {
        for (String algorithm : List.of("RSA", "EC")) {
            PublicKey key = publicKey(algorithm, algorithm.equals("RSA") ? 2048 : 256);
            String pem = pem(key);
            Path file = Files.writeString(directory.resolve(algorithm), pem);

            for (String value : List.of(pem, pem.replace("\n", "\\n"), file.toString())) {
                assertThat(GatewayConfig.from(Map.of("JWT_PUBLIC_KEY", value)).access().key())
                        .isEqualTo(new TokenKey.Public(key));
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"RSA, 1024", "EC, 384", "DSA, 2048"})
    void weakAndForeignKeysAreRefused(String algorithm, int bits) throws Exception {
        assertThat(problems(Map.of("JWT_PUBLIC_KEY", pem(publicKey(algorithm, bits)))))
                .singleElement()
                .satisfies(names("JWT_PUBLIC_KEY"));
    }

    @Test
    void redisAndKeySetAddressesAreRead() {
        GatewayConfig config =
                GatewayConfig.from(
                        Map.of(
                                "REDIS_URL", "rediss://gateway:pw@redis.example:6380",
                                "JWT_JWKS_URL", "https://issuer.example/keys",
                                "JWT_ISSUER", "https://issuer.example",
                                "JWT_AUDIENCE", "calls, meetings"));

        assertThat(config.redis().url())
                .contains(URI.create("rediss://gateway:pw@redis.example:6380"));
        assertThat(config.access().key())
                .isEqualTo(new TokenKey.KeySet(URI.create("https://issuer.example/keys")));
        assertThat(config.access().issuer()).contains("https://issuer.example");
        assertThat(config.access().audiences()).containsExactlyInAnyOrder("calls", "meetings");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "redis-sentinel://one#calls",
                "redis-sentinel://user:hunter2@one:26379,two.example:26380,10.0.0.3/0#calls",
                "rediss-sentinel://:hunter2@one,two#calls"
            })
    void sentinelsAreNamedTogetherWithTheMasterThatTheyWatch(String url) {
        GatewayConfig.Redis redis = GatewayConfig.from(Map.of("REDIS_URL", url)).redis();

        assertThat(redis.url()).contains(URI.create(url));
        assertThat(redis.toString()).contains("one").doesNotContain("hunter2");
    }

    @Test
    void turnServersHaveFixedOrTimeLimitedCredentials() {
        assertThat(
                        GatewayConfig.from(
                                        Map.of(
                                                "TURN_URL",
                                                "turn:a.example:3478,"
                                                        + " turns:b.example?transport=tcp",
                                                "TURN_USERNAME",
                                                "u",
                                                "TURN_PASSWORD",
                                                "p"))
                                .ice())
                .isEqualTo(
                        new IceSettings(
                                List.of("turn:a.example:3478", "turns:b.example?transport=tcp"),
                                new TurnCredentials.Fixed("u", "p")));
        assertThat(
                        GatewayConfig.from(
                                        Map.of(
                                                "TURN_URL", "turn:a.example",
                                                "TURN_SECRET", "s",
                                                "TURN_TTL", "600"))
                                .ice())
                .isEqualTo(
                        new IceSettings(
                                List.of("turn:a.example"),
                                new TurnCredentials.TimeLimited("s", Duration.ofMinutes(10))));
    }

    @Test
    void theTurnFileGoesBeforeTheEnvironment(@TempDir Path directory) throws IOException {
        Path file =
                Files.writeString(
                        directory.resolve("turn.env"),
                        "# rotated\n\nTURN_URL = turn:file.example\nTURN_PASSWORD=\"p=1 x\"\n");

        assertThat(
                        GatewayConfig.from(
                                        Map.of(
                                                "TURN_CONFIG_FILE", file.toString(),
                                                "TURN_URL", "turn:env.example",
                                                "TURN_USERNAME", "u"))
                                .ice())
                .isEqualTo(
                        new IceSettings(
                                List.of("turn:file.example"),
                                new TurnCredentials.Fixed("u", "p=1 x")));
    }

    @Test
    void whatIsWrongInTheTurnFileIsSaidWithItsPlace(@TempDir Path directory) throws IOException {
        Path file = Files.writeString(directory.resolve("turn.env"), "TURN_URL=turn.example\n");

        assertThat(problems(Map.of("TURN_CONFIG_FILE", file.toString())))
                .first()
                .satisfies(names("TURN_URL (in TURN_CONFIG_FILE)"));

        Files.writeString(file, "hunter2\n");
        assertThat(failure(Map.of("TURN_CONFIG_FILE", file.toString())))
                .hasMessageContaining("TURN_CONFIG_FILE")
                .message()
                .doesNotContain("hunter2");
    }

    private static Consumer<Problem> names(String variable) {
        return problem -> assertThat(problem.variable()).isEqualTo(variable);
    }

    private static List<Problem> problems(Map<String, String> environment) {
        return failure(environment).problems();
    }

    private static InvalidConfiguration failure(Map<String, String> environment) {
        InvalidConfiguration failure =
                catchThrowableOfType(
                        InvalidConfiguration.class, () -> GatewayConfig.from(environment));
        assertThat(failure).isNotNull();
        return failure;
    }

    private static PublicKey publicKey(String algorithm, int bits) throws NoSuchAlgorithmException {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(bits);
        return generator.generateKeyPair().getPublic();
    }

    private static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }
}
