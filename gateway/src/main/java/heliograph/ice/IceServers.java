package heliograph.ice;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.ice.IceSettings.TurnCredentials;
import heliograph.state.UserId;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The seed's IceServerManagerService: five public STUN servers always, TURN servers where they are
 * configured. Safe for use by many threads.
 */
public final class IceServers {
    // Seed, section IceServerManagerService, and the wire contract, section HTTP.
    private static final List<IceServer> STUN =
            IntStream.range(0, 5)
                    .mapToObj(i -> "stun:stun" + (i == 0 ? "" : i) + ".l.google.com:19302")
                    .map(url -> new IceServer(List.of(url), Optional.empty(), Optional.empty()))
                    .toList();

    private final Supplier<IceSettings> source;
    private final Clock clock;
    private volatile IceSettings settings;

    /**
     * @param source the settings as they are now; asked at once and at each {@link
     *     #refreshIceServers}
     * @param clock what time-limited credentials expire by
     */
    public IceServers(Supplier<IceSettings> source, Clock clock) {
        this.source = source;
        this.clock = clock;
        this.settings = source.get();
    }

    /**
     * The seed's getIceServers.
     *
     * @param user who will use them; named in time-limited credentials, so that the TURN server can
     *     count per user
     */
    public List<IceServer> getIceServers(Optional<UserId> user) {
        return servers(settings, user, clock.instant());
    }

    /**
     * The seed's getIceServersConfig: the servers with what a client must know about them. Looks
     * for changed settings first.
     */
    public IceServersConfig getIceServersConfig(Optional<UserId> user) {
        refreshIceServers();
        IceSettings current = settings;
        Instant now = clock.instant();
        Optional<Duration> ttl =
                switch (current.credentials()) {
                    case TurnCredentials.TimeLimited limited -> Optional.of(limited.ttl());
                    case TurnCredentials.None _, TurnCredentials.Fixed _ -> Optional.empty();
                };
        return new IceServersConfig(servers(current, user, now), now.toEpochMilli(), ttl);
    }

    /** The seed's hasTurn: whether there is a TURN server. */
    public boolean hasTurn() {
        return !settings.turnUrls().isEmpty();
    }

    /** The seed's refreshIceServers: takes the settings as they are now, without a restart. */
    public void refreshIceServers() {
        settings = source.get();
    }

    private static List<IceServer> servers(
            IceSettings settings, Optional<UserId> user, Instant now) {
        List<IceServer> servers = new ArrayList<>(STUN);
        switch (settings.credentials()) {
            case TurnCredentials.None() -> {}
            case TurnCredentials.Fixed(String username, String password) ->
                    servers.add(
                            new IceServer(
                                    settings.turnUrls(),
                                    Optional.of(username),
                                    Optional.of(password)));
            case TurnCredentials.TimeLimited(String secret, Duration ttl) -> {
                long expiry = now.plus(ttl).getEpochSecond();
                String username = user.map(id -> expiry + ":" + id).orElse("" + expiry);
                servers.add(
                        new IceServer(
                                settings.turnUrls(),
                                Optional.of(username),
                                Optional.of(hmac(secret, username))));
            }
        }
        return List.copyOf(servers);
    }

    /** base64(HMAC-SHA1(secret, username)), draft-uberti-behave-turn-rest-00, section 2.2. */
    private static String hmac(String secret, String username) {
        try {
            Mac mac = Mac.getInstance("HmacSHA1");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA1"));
            return Base64.getEncoder().encodeToString(mac.doFinal(username.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA1", e);
        }
    }

    /**
     * One RTCIceServer (W3C WebRTC, section 4.2.2).
     *
     * @param urls at least one
     * @param username of a TURN server
     * @param credential its password
     */
    public record IceServer(
            List<String> urls, Optional<String> username, Optional<String> credential) {
        /** Without the password. */
        @Override
        public String toString() {
            return "IceServer" + urls;
        }
    }

    /**
     * What {@code GET /webrtc/ice-servers} answers.
     *
     * @param iceServers for RTCPeerConnection
     * @param timestamp when this was made, milliseconds since 1970
     * @param ttl how long its credentials last; empty where they do not end
     */
    public record IceServersConfig(
            List<IceServer> iceServers, long timestamp, Optional<Duration> ttl) {}
}
