package heliograph.access;

import java.net.URI;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;

/**
 * How logins are judged.
 *
 * @param key what tokens are verified with
 * @param issuer what {@code iss} must be; empty does not look at it
 * @param audiences what {@code aud} must hold one of; empty does not look at it
 * @param clockSkew how far the issuer's clock and ours may differ
 * @param origins who may call from a browser
 */
public record AccessSettings(
        TokenKey key,
        Optional<String> issuer,
        Set<String> audiences,
        Duration clockSkew,
        Origins origins) {

    /** Keeps an immutable copy. */
    public AccessSettings {
        audiences = Set.copyOf(audiences);
    }

    /** Whether logins are taken on trust. */
    public boolean isDevelopment() {
        return key instanceof TokenKey.Development;
    }

    /** What tokens are verified with. The kind of key decides the algorithm, never the token. */
    public sealed interface TokenKey {
        /** No tokens: users are who they say they are. Only on loopback. */
        record Development() implements TokenKey {}

        /** HS256 (RFC 7518, section 3.2: at least 32 bytes). */
        record Shared(SecretKey secret) implements TokenKey {}

        /** RS256 with an RSA key, ES256 with one on the curve P-256. */
        record Public(PublicKey key) implements TokenKey {}

        /** RS256 or ES256 with the keys of a JSON Web Key Set (RFC 7517). */
        record KeySet(URI url) implements TokenKey {}
    }
}
