package heliograph;

import java.util.List;

/**
 * The catalogue of environment variables: name, kind, default and one line of documentation. The
 * only place that spells them; {@code .env.example} is compared with it by a test.
 */
enum Setting {
    HOST(
            Kind.TEXT,
            "",
            "Addresses to listen on, comma-separated. Empty: 127.0.0.1 without JWT settings,"
                    + " 0.0.0.0 with them."),
    PORT(0, 65_535, "8080", "Port of WebSocket and HTTP; 0 takes any free one."),
    CORS_ORIGIN(
            Kind.TEXT,
            "*",
            "Origins that may call, comma-separated, for HTTP and WebSocket; * for any."),

    JWT_SECRET(
            Kind.SECRET,
            "",
            "Secret of HS256 tokens, at least 32 bytes. Set this, JWT_PUBLIC_KEY or JWT_JWKS_URL;"
                    + " none of them is dev mode, on loopback only."),
    JWT_PUBLIC_KEY(
            Kind.TEXT, "", "Public key of RS256 or ES256 tokens: PEM text or the path of a file."),
    JWT_JWKS_URL(Kind.TEXT, "", "Address of the JSON Web Key Set of RS256 or ES256 tokens."),
    JWT_ISSUER(Kind.TEXT, "", "What the claim iss must be; empty does not look at it."),
    JWT_AUDIENCE(
            Kind.TEXT,
            "",
            "What the claim aud must hold one of, comma-separated; empty does not look at it."),
    JWT_CLOCK_SKEW(
            Kind.MILLISECONDS,
            0,
            600_000,
            "5000",
            "Milliseconds that the clocks of the issuer and of a gateway may differ."),

    TURN_URL(Kind.TEXT, "", "TURN servers, comma-separated; empty leaves STUN alone."),
    TURN_USERNAME(Kind.TEXT, "", "User name of fixed TURN credentials."),
    TURN_PASSWORD(Kind.SECRET, "", "Password of fixed TURN credentials."),
    TURN_SECRET(
            Kind.SECRET,
            "",
            "Secret shared with the TURN server, for time-limited credentials in place of a"
                    + " fixed password."),
    TURN_TTL(
            Kind.SECONDS,
            60,
            2_592_000,
            "3600",
            "Seconds that time-limited TURN credentials last."),
    TURN_CONFIG_FILE(
            Kind.TEXT,
            "",
            "File of TURN_ variables in the form of this one; goes before the environment and is"
                    + " read again when it changes."),

    PING_INTERVAL(Kind.MILLISECONDS, 1, 3_600_000, "25000", "Milliseconds between two pings."),
    PING_TIMEOUT(
            Kind.MILLISECONDS,
            1,
            3_600_000,
            "60000",
            "Milliseconds that a client may take to answer a ping."),
    UPGRADE_TIMEOUT(
            Kind.MILLISECONDS,
            1,
            3_600_000,
            "10000",
            "Milliseconds that a WebSocket may take to replace long polling."),
    MAX_HTTP_BUFFER_SIZE(
            1_000, 100_000_000, "1000000", "Largest message or request body in bytes."),
    CONNECT_TIMEOUT(
            Kind.MILLISECONDS,
            1,
            3_600_000,
            "45000",
            "Milliseconds that a client may take to connect to a namespace."),
    MAX_ATTACHMENTS(0, 1_000, "10", "Binary attachments that one packet may have."),
    MAX_QUEUED_BYTES(
            1_000,
            1_000_000_000,
            "1048576",
            "Bytes that may wait for a slow reader before it is cut."),
    MAX_IN_FLIGHT(1, 100_000, "256", "Events of one session that may be in work at the same time."),
    RECONNECTION_DELAY(
            Kind.MILLISECONDS,
            1,
            3_600_000,
            "1000",
            "Milliseconds before a client's first attempt to reconnect."),
    RECONNECTION_DELAY_MAX(
            Kind.MILLISECONDS,
            1,
            3_600_000,
            "5000",
            "Milliseconds before any attempt to reconnect at most."),

    SEQUENCE_WINDOW(
            Kind.MILLISECONDS,
            1,
            86_400_000,
            "30000",
            "Milliseconds that a sequence or messageId is remembered."),
    STALE_AFTER(
            Kind.MILLISECONDS,
            1,
            86_400_000,
            "60000",
            "Milliseconds without a state change after which a peer connection is stale."),
    RESTART_COOLDOWN(
            Kind.MILLISECONDS,
            1,
            86_400_000,
            "5000",
            "Milliseconds between two ICE restarts of a pair at least."),
    MAX_RESTARTS(0, 1_000, "2", "ICE restarts of one peer connection."),
    MAX_FAILURES(1, 1_000, "3", "Failures after which a peer connection is given up."),
    CANDIDATE_TTL(
            Kind.MILLISECONDS,
            1,
            86_400_000,
            "120000",
            "Milliseconds that a candidate is kept for a peer who is away."),
    MAX_CANDIDATES(1, 10_000, "200", "Candidates kept for one peer connection."),
    GLARE_WINDOW(
            Kind.MILLISECONDS,
            0,
            86_400_000,
            "5000",
            "Milliseconds that an unanswered offer collides with one of the other side."),
    SEAT_GRACE(
            Kind.MILLISECONDS,
            0,
            86_400_000,
            "15000",
            "Milliseconds that a lost connection keeps its seat before the others hear userLeft."),
    RECOVERY_WINDOW(
            Kind.MILLISECONDS,
            0,
            86_400_000,
            "120000",
            "Milliseconds after its loss that a connection can be resumed; 0 for never."),
    INBOX_LIMIT(
            10,
            100_000,
            "1000",
            "Events kept for a client that does not confirm; who misses more joins again."),
    NODE_LEASE(
            Kind.MILLISECONDS,
            100,
            3_600_000,
            "5000",
            "Milliseconds without a sign of life after which a gateway is dead; more than any pause"
                    + " of it or of Redis."),
    ROOM_TTL(
            Kind.MILLISECONDS,
            1_000,
            31_536_000_000L,
            "86400000",
            "Milliseconds that an untouched room is remembered."),
    ROOM_CAPACITY(2, 1_000, "50", "Seats of a room that was made without maxParticipants."),
    ROOM_AUTO_CREATE(Kind.FLAG, "true", "Whether joining an unknown room makes it."),

    RATE_WINDOW(
            Kind.MILLISECONDS,
            1,
            86_400_000,
            "60000",
            "Milliseconds in which the next three limits count."),
    RATE_JOINS(1, 1_000_000, "50", "Joins and rooms made over HTTP, per user."),
    RATE_DESCRIPTIONS(1, 1_000_000, "200", "Offers and answers per user."),
    RATE_CANDIDATES(1, 1_000_000, "500", "Candidates, state updates and media switches per user."),

    REDIS_URL(
            Kind.SECRET,
            "",
            "Redis of all gateways, as in redis://user:password@host:6379, or its Sentinels, as in"
                    + " redis-sentinel://user:password@one:26379,two:26379#master; empty starts a"
                    + " private one for this gateway alone."),
    REDIS_TIMEOUT(
            Kind.MILLISECONDS, 1, 600_000, "2000", "Milliseconds that Redis may take to answer."),

    DRAIN_TIME(
            Kind.MILLISECONDS,
            0,
            3_600_000,
            "5000",
            "Milliseconds after SIGTERM over which clients are sent away one by one; no more than"
                    + " half of STOP_TIMEOUT."),
    STOP_TIMEOUT(
            Kind.MILLISECONDS,
            0,
            3_600_000,
            "10000",
            "Milliseconds after SIGTERM until what is still open is cut."),
    LOG_FORMAT(List.of("text", "json"), "text", "Form of the log: text, or json with a line each."),
    LOG_LEVEL(
            List.of("ERROR", "WARN", "INFO", "DEBUG", "TRACE"),
            "INFO",
            "Least level that is logged: ERROR, WARN, INFO, DEBUG or TRACE.");

    /** How a value is read. */
    enum Kind {
        /** Any text. */
        TEXT,
        /** Any text, never shown. */
        SECRET,
        /** {@code true} or {@code false}. */
        FLAG,
        /** One of {@link Setting#words()}. */
        WORD,
        /** A whole number. */
        NUMBER,
        /** A whole number of milliseconds. */
        MILLISECONDS,
        /** A whole number of seconds. */
        SECONDS
    }

    private final Kind kind;
    private final long least;
    private final long most;
    private final String words;
    private final String defaultValue;
    private final String doc;

    Setting(Kind kind, String defaultValue, String doc) {
        this(kind, 0, 0, List.of(), defaultValue, doc);
    }

    Setting(List<String> words, String defaultValue, String doc) {
        this(Kind.WORD, 0, 0, words, defaultValue, doc);
    }

    Setting(long least, long most, String defaultValue, String doc) {
        this(Kind.NUMBER, least, most, List.of(), defaultValue, doc);
    }

    Setting(Kind kind, long least, long most, String defaultValue, String doc) {
        this(kind, least, most, List.of(), defaultValue, doc);
    }

    Setting(Kind kind, long least, long most, List<String> words, String defaultValue, String doc) {
        this.kind = kind;
        this.least = least;
        this.most = most;
        this.words = String.join(",", words);
        this.defaultValue = defaultValue;
        this.doc = doc;
    }

    /** How the value is read. */
    Kind kind() {
        return kind;
    }

    /** The smallest number that is taken. */
    long least() {
        return least;
    }

    /** The greatest number that is taken. */
    long most() {
        return most;
    }

    /** What a {@link Kind#WORD} may be. */
    List<String> words() {
        return words.isEmpty() ? List.of() : List.of(words.split(",", -1));
    }

    /** What holds where the variable is unset or empty; empty where nothing does. */
    String defaultValue() {
        return defaultValue;
    }

    /** One line for people. */
    String doc() {
        return doc;
    }
}
