package heliograph;

import static heliograph.Setting.*;

import heliograph.InvalidConfiguration.Problem;
import heliograph.access.AccessSettings;
import heliograph.engineio.EngineConfig;
import heliograph.ice.IceSettings;
import heliograph.protocol.CloseReason;
import heliograph.state.Windows;
import heliograph.transport.TransportConfig;
import heliograph.transport.TransportConfig.Farewell;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Everything the gateway can be told, as a value. {@link Setting} is the catalogue of variables.
 *
 * @param transport bounds of sockets and HTTP
 * @param engine what the Engine.IO handshake announces
 * @param windows every time and limit of the store
 * @param access how logins and origins are judged
 * @param ice TURN servers as they stand at the start; see {@link #iceSettings}
 * @param redis where state is kept
 * @param sessions bounds of one session
 * @param reconnection what clients of ours are told
 * @param log form and level of the log
 * @param drainTime over this long a stop sends the clients away; at most half of {@code
 *     stopTimeout}
 * @param stopTimeout after this long a stop cuts what is still open
 */
public record GatewayConfig(
        TransportConfig transport,
        EngineConfig engine,
        Windows windows,
        AccessSettings access,
        IceSettings ice,
        Redis redis,
        Sessions sessions,
        Reconnection reconnection,
        Log log,
        Duration drainTime,
        Duration stopTimeout) {

    private static final Set<String> REDIS_SCHEMES = Set.of("redis", "rediss");
    private static final Set<String> SENTINEL_SCHEMES = Set.of("redis-sentinel", "rediss-sentinel");
    private static final Pattern SENTINELS =
            Pattern.compile("([^@]*@)?[\\w.-]+(:\\d{1,5})?(,[\\w.-]+(:\\d{1,5})?)*");
    // Longer than load balancers keep theirs (60 s is usual), so that they close first.
    private static final Duration IDLE_HTTP = Duration.ofSeconds(75);

    /**
     * Where state is kept.
     *
     * @param url holds the password; names Redis, or the Sentinels and the master that they watch;
     *     empty starts a private Redis
     * @param timeout how long an answer may take
     */
    public record Redis(Optional<URI> url, Duration timeout) {
        /** Without the password. */
        @Override
        public String toString() {
            String place =
                    url.map(uri -> uri.getScheme() + "://" + withoutUser(uri.getRawAuthority()))
                            .orElse("private");
            return "Redis[url=" + place + ", timeout=" + timeout + "]";
        }

        private static String withoutUser(String authority) {
            return authority.substring(authority.lastIndexOf('@') + 1);
        }
    }

    /**
     * Bounds of one session.
     *
     * @param connectTimeout from the opening to the first namespace
     * @param maxAttachments binary parts of one packet
     * @param maxInFlight events in work at the same time
     */
    public record Sessions(Duration connectTimeout, int maxAttachments, int maxInFlight) {}

    /**
     * What clients of ours are told about coming back.
     *
     * @param delay before the first attempt
     * @param delayMax before any attempt at most
     */
    public record Reconnection(Duration delay, Duration delayMax) {}

    /**
     * The log.
     *
     * @param format {@code text} or {@code json}
     * @param level the least level that is logged
     */
    public record Log(String format, String level) {}

    /**
     * Reads an environment. Variables that are unset or empty have their default.
     *
     * @throws InvalidConfiguration with everything that is wrong
     */
    public static GatewayConfig from(Map<String, String> environment) {
        SettingReader reader = new SettingReader(environment);
        AccessSettings access = AccessReader.read(reader);
        int maxMessage = reader.count(MAX_HTTP_BUFFER_SIZE);
        long maxQueued = reader.count(MAX_QUEUED_BYTES);
        if (maxQueued < maxMessage) {
            reader.wrong(
                    MAX_QUEUED_BYTES,
                    "at least MAX_HTTP_BUFFER_SIZE, or one long message would cut its reader");
        }
        GatewayConfig config =
                new GatewayConfig(
                        new TransportConfig(
                                hosts(reader, access),
                                reader.count(PORT),
                                maxMessage,
                                maxQueued,
                                Runtime.getRuntime().availableProcessors(),
                                IDLE_HTTP,
                                new Farewell(
                                        CloseReason.SLOW_READER.code(),
                                        CloseReason.SLOW_READER.text())),
                        new EngineConfig(
                                reader.duration(PING_INTERVAL),
                                reader.duration(PING_TIMEOUT),
                                maxMessage,
                                reader.duration(UPGRADE_TIMEOUT),
                                maxQueued),
                        windows(reader),
                        access,
                        TurnFile.read(reader),
                        new Redis(redisUrl(reader), reader.duration(REDIS_TIMEOUT)),
                        new Sessions(
                                reader.duration(CONNECT_TIMEOUT),
                                reader.count(MAX_ATTACHMENTS),
                                reader.count(MAX_IN_FLIGHT)),
                        reconnection(reader),
                        new Log(reader.word(LOG_FORMAT), reader.word(LOG_LEVEL)),
                        drainTime(reader),
                        reader.duration(STOP_TIMEOUT));
        List<Problem> problems =
                Stream.concat(reader.problems(), UnknownVariables.in(environment)).toList();
        if (!problems.isEmpty()) {
            throw new InvalidConfiguration(problems);
        }
        return config;
    }

    /**
     * The TURN settings as they are at each call: the file that TURN_CONFIG_FILE names is read
     * again when it has changed.
     *
     * @throws InvalidConfiguration if they are wrong now; a later mistake is logged instead
     */
    public static Supplier<IceSettings> iceSettings(Map<String, String> environment) {
        return new TurnFile(environment);
    }

    private static Windows windows(SettingReader reader) {
        return new Windows(
                reader.duration(SEQUENCE_WINDOW),
                reader.duration(STALE_AFTER),
                reader.duration(RESTART_COOLDOWN),
                reader.count(MAX_RESTARTS),
                reader.count(MAX_FAILURES),
                reader.duration(CANDIDATE_TTL),
                reader.count(MAX_CANDIDATES),
                reader.duration(GLARE_WINDOW),
                reader.duration(SEAT_GRACE),
                reader.duration(RECOVERY_WINDOW),
                reader.duration(PING_INTERVAL).plus(reader.duration(PING_TIMEOUT)),
                reader.count(INBOX_LIMIT),
                reader.duration(NODE_LEASE),
                reader.duration(ROOM_TTL),
                reader.count(ROOM_CAPACITY),
                reader.flag(ROOM_AUTO_CREATE),
                reader.duration(RATE_WINDOW),
                reader.count(RATE_JOINS),
                reader.count(RATE_DESCRIPTIONS),
                reader.count(RATE_CANDIDATES));
    }

    /** Sending clients away must leave time for the rest of a stop. */
    private static Duration drainTime(SettingReader reader) {
        Duration wished = reader.duration(DRAIN_TIME);
        Duration most = reader.duration(STOP_TIMEOUT).dividedBy(2);
        return wished.compareTo(most) < 0 ? wished : most;
    }

    private static Reconnection reconnection(SettingReader reader) {
        Reconnection reconnection =
                new Reconnection(
                        reader.duration(RECONNECTION_DELAY),
                        reader.duration(RECONNECTION_DELAY_MAX));
        if (reconnection.delay().compareTo(reconnection.delayMax()) > 0) {
            reader.wrong(RECONNECTION_DELAY_MAX, "at least RECONNECTION_DELAY");
        }
        return reconnection;
    }

    private static List<String> hosts(SettingReader reader, AccessSettings access) {
        List<String> hosts = new ArrayList<>(reader.list(HOST));
        if (hosts.isEmpty()) {
            return List.of(access.isDevelopment() ? "127.0.0.1" : "0.0.0.0");
        }
        for (String host : hosts) {
            try {
                if (access.isDevelopment() && !InetAddress.getByName(host).isLoopbackAddress()) {
                    reader.wrong(
                            HOST,
                            "an address of loopback, because without JWT_SECRET, JWT_PUBLIC_KEY or"
                                    + " JWT_JWKS_URL anybody could be anyone");
                }
            } catch (UnknownHostException e) {
                reader.wrong(HOST, "addresses of this machine");
            }
        }
        return List.copyOf(hosts);
    }

    private static Optional<URI> redisUrl(SettingReader reader) {
        Optional<String> text = reader.text(REDIS_URL);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        try {
            URI url = new URI(text.get());
            if (url.getHost() != null
                    && url.getScheme() != null
                    && REDIS_SCHEMES.contains(url.getScheme())) {
                return Optional.of(url);
            }
            if (isOfSentinels(url)) {
                return Optional.of(url);
            }
        } catch (URISyntaxException e) {
            // Said below, without the password that the exception would show.
        }
        reader.wrong(
                REDIS_URL,
                "an address as in redis://user:password@host:6379, rediss://host:6380 or"
                        + " redis-sentinel://user:password@one:26379,two:26379#master, special"
                        + " characters of the password percent-encoded");
        return Optional.empty();
    }

    /** Several hosts are nothing that {@link URI#getHost()} knows. */
    private static boolean isOfSentinels(URI url) {
        return url.getScheme() != null
                && SENTINEL_SCHEMES.contains(url.getScheme())
                && url.getRawAuthority() != null
                && SENTINELS.matcher(url.getRawAuthority()).matches()
                && url.getFragment() != null
                && !url.getFragment().isBlank();
    }
}
