package heliograph.access;

import heliograph.access.AccessSettings.TokenKey;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.Profile;
import heliograph.state.UserId;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.time.Clock;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Judges credentials. Never blocks: tokens of HS256 and of an RSA key are verified at once by the
 * calling thread; those that take longer, or may need a key set from the network, on a virtual
 * thread.
 */
public final class Tokens {
    private static final Logger LOG = LoggerFactory.getLogger(Tokens.class);
    private static final CompletionStage<Login> NO_TOKEN =
            CompletableFuture.completedStage(
                    new Login.Refused(ErrorCode.UNAUTHORIZED, "a token is needed"));

    private final Optional<JsonWebTokens> tokens;
    // HS256 takes 15 microseconds and RS256 55, but ES256 500: too long for a selector.
    private final boolean slow;

    /**
     * Logs a warning in dev mode.
     *
     * @param clock what {@code exp} and {@code nbf} are judged by
     */
    public Tokens(AccessSettings settings, Clock clock) {
        this.tokens =
                settings.isDevelopment()
                        ? Optional.empty()
                        : Optional.of(new JsonWebTokens(settings, clock));
        this.slow =
                switch (settings.key()) {
                    case TokenKey.Development _, TokenKey.Shared _ -> false;
                    case TokenKey.Public(PublicKey key) -> key instanceof ECPublicKey;
                    case TokenKey.KeySet _ -> true;
                };
        if (settings.isDevelopment()) {
            LOG.warn(
                    "DEV MODE: no JWT_SECRET, JWT_PUBLIC_KEY or JWT_JWKS_URL is set, so every user"
                            + " is believed to be who they say they are; only for loopback");
        }
    }

    /** Whether tokens are asked for; if not, users are who they say they are (dev mode). */
    public boolean required() {
        return tokens.isPresent();
    }

    /** The verdict; whatever is wrong with the credentials is one too, not a failed stage. */
    public CompletionStage<Login> verify(Credentials credentials) {
        if (tokens.isEmpty()) {
            return CompletableFuture.completedStage(onTrust(credentials.development()));
        }
        if (credentials.token().isEmpty()) {
            return NO_TOKEN;
        }
        JsonWebTokens verifier = tokens.get();
        String token = credentials.token().get();
        if (!slow) {
            return CompletableFuture.completedStage(verifier.verify(token));
        }
        return CompletableFuture.supplyAsync(
                () -> verifier.verify(token), work -> Thread.ofVirtual().name("jwt").start(work));
    }

    private static Login onTrust(Map<String, String> fields) {
        String userId = fields.get("userId");
        if (userId == null) {
            return new Login.Refused(ErrorCode.UNAUTHORIZED, "userId is needed");
        }
        try {
            return new Login.Granted(
                    new Profile(
                            new UserId(userId),
                            fields.get("name"),
                            fields.get("lastName"),
                            fields.get("username"),
                            fields.get("avatar")),
                    Optional.empty());
        } catch (IllegalArgumentException e) {
            return new Login.Refused(ErrorCode.UNAUTHORIZED, "userId " + e.getMessage());
        }
    }
}
