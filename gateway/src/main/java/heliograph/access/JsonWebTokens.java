package heliograph.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.KeySourceException;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSKeySelector;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.proc.SingleKeyJWSKeySelector;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import heliograph.access.AccessSettings.TokenKey;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.Profile;
import heliograph.state.UserId;
import java.net.MalformedURLException;
import java.net.URI;
import java.security.interfaces.RSAPublicKey;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.Date;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies JSON Web Tokens (RFC 7519) as RFC 8725 asks for: the algorithm is the key's, never the
 * token's, so that neither {@code none} nor a public key taken for a secret gets through; every
 * claim that is configured is checked.
 */
final class JsonWebTokens {
    private static final Logger LOG = LoggerFactory.getLogger(JsonWebTokens.class);
    private static final int JWKS_TIMEOUT_MILLIS = 3_000;
    private static final int JWKS_MAX_BYTES = 512 * 1024;
    private static final Duration JWKS_CACHED = Duration.ofMinutes(5);
    // Bounds how often tokens with made-up key ids can make us ask the issuer.
    private static final Duration JWKS_INTERVAL = Duration.ofSeconds(30);
    // An issuer that is down does not lock out those who hold valid tokens of known keys.
    private static final Duration JWKS_OUTAGE = Duration.ofHours(4);

    private static final Login UNVERIFIABLE =
            new Login.Refused(ErrorCode.UNAVAILABLE, "tokens cannot be verified at the moment");

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final AccessSettings settings;
    private final Clock clock;

    JsonWebTokens(AccessSettings settings, Clock clock) {
        this.settings = settings;
        this.clock = clock;
        processor.setJWSKeySelector(keys(settings.key()));
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWTClaimsSetVerifier((claims, _) -> check(claims));
    }

    private static JWSKeySelector<SecurityContext> keys(TokenKey key) {
        return switch (key) {
            case TokenKey.Development() ->
                    throw new IllegalArgumentException("dev mode has no tokens");
            case TokenKey.Shared(var secret) ->
                    new SingleKeyJWSKeySelector<>(JWSAlgorithm.HS256, secret);
            case TokenKey.Public(var publicKey) ->
                    new SingleKeyJWSKeySelector<>(
                            publicKey instanceof RSAPublicKey
                                    ? JWSAlgorithm.RS256
                                    : JWSAlgorithm.ES256,
                            publicKey);
            case TokenKey.KeySet(var url) -> keySet(url);
        };
    }

    private static JWSKeySelector<SecurityContext> keySet(URI url) {
        try {
            return new JWSVerificationKeySelector<>(
                    Set.of(JWSAlgorithm.RS256, JWSAlgorithm.ES256),
                    JWKSourceBuilder.create(
                                    url.toURL(),
                                    new DefaultResourceRetriever(
                                            JWKS_TIMEOUT_MILLIS,
                                            JWKS_TIMEOUT_MILLIS,
                                            JWKS_MAX_BYTES))
                            .cache(
                                    JWKS_CACHED.toMillis(),
                                    Duration.ofMillis(4L * JWKS_TIMEOUT_MILLIS).toMillis())
                            .refreshAheadCache(false)
                            .rateLimited(JWKS_INTERVAL.toMillis())
                            .outageTolerant(JWKS_OUTAGE.toMillis())
                            .build());
        } catch (MalformedURLException e) {
            throw new IllegalArgumentException("not an address: " + url, e);
        }
    }

    /** The verdict. Blocks where keys must be fetched. */
    Login verify(String token) {
        try {
            JWTClaimsSet claims = processor.process(token, null);
            return new Login.Granted(
                    profile(claims),
                    Optional.ofNullable(claims.getExpirationTime())
                            .map(Date::toInstant)
                            .map(exp -> exp.plus(settings.clockSkew())));
        } catch (RateLimitReachedException e) {
            // An unknown key right after a fetch: made up, or rotated in a moment ago. Not logged,
            // because anybody can make this happen.
            return UNVERIFIABLE;
        } catch (KeySourceException e) {
            LOG.atWarn().addKeyValue("reason", e.getMessage()).log("token keys cannot be fetched");
            return UNVERIFIABLE;
        } catch (Unfit e) {
            return refused(e.getMessage());
        } catch (ParseException e) {
            return refused("the token is no JSON Web Token");
        } catch (BadJOSEException | JOSEException | RuntimeException e) {
            LOG.debug("token refused", e);
            return refused("the token does not hold");
        }
    }

    private static Login refused(@Nullable String message) {
        return new Login.Refused(
                ErrorCode.UNAUTHORIZED, message == null ? "the token does not hold" : message);
    }

    private void check(JWTClaimsSet claims) throws Unfit {
        Instant now = clock.instant();
        Date expires = claims.getExpirationTime();
        if (expires != null && !now.isBefore(expires.toInstant().plus(settings.clockSkew()))) {
            throw new Unfit("the token has expired");
        }
        Date notBefore = claims.getNotBeforeTime();
        if (notBefore != null && now.isBefore(notBefore.toInstant().minus(settings.clockSkew()))) {
            throw new Unfit("the token is not valid yet");
        }
        if (settings.issuer().isPresent() && !settings.issuer().get().equals(claims.getIssuer())) {
            throw new Unfit("the token is of another issuer");
        }
        if (!settings.audiences().isEmpty()
                && Collections.disjoint(settings.audiences(), claims.getAudience())) {
            throw new Unfit("the token is for another audience");
        }
    }

    private static Profile profile(JWTClaimsSet claims) throws Unfit {
        Object id = claims.getSubject() != null ? claims.getSubject() : claims.getClaim("id");
        if (!(id instanceof String || id instanceof Long || id instanceof Integer)) {
            throw new Unfit("the token names no user: neither sub nor id");
        }
        try {
            return new Profile(
                    new UserId(id.toString()),
                    text(claims, "name"),
                    text(claims, "lastName"),
                    text(claims, "username"),
                    text(claims, "avatar"));
        } catch (IllegalArgumentException e) {
            throw new Unfit("the token's user id " + e.getMessage());
        }
    }

    private static @Nullable String text(JWTClaimsSet claims, String claim) {
        return claims.getClaim(claim) instanceof String text ? text : null;
    }

    /** A claim that does not fit, in words that may be shown. */
    private static final class Unfit extends BadJWTException {
        private static final long serialVersionUID = 1L;

        Unfit(String message) {
            super(message);
        }
    }
}
