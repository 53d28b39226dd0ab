package heliograph.bench;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/**
 * How one user logs in.
 *
 * @param userId who it is
 * @param token a JWT that says so; null for a gateway in dev mode, which believes the user id
 */
record Credentials(String userId, @Nullable String token) {
    private static final Duration LIFETIME = Duration.ofHours(1);

    /**
     * Credentials for a user.
     *
     * @param secret of HS256, at least 32 bytes; null for a gateway in dev mode
     * @throws IllegalArgumentException if the secret is too short
     */
    static Credentials of(String userId, @Nullable String secret, Instant now) {
        if (secret == null) {
            return new Credentials(userId, null);
        }
        try {
            JWTClaimsSet claims =
                    new JWTClaimsSet.Builder()
                            .subject(userId)
                            .issueTime(Date.from(now))
                            .expirationTime(Date.from(now.plus(LIFETIME)))
                            .build();
            SignedJWT jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
            jwt.sign(new MACSigner(secret));
            return new Credentials(userId, jwt.serialize());
        } catch (JOSEException e) {
            throw new IllegalArgumentException("--jwt-secret " + e.getMessage(), e);
        }
    }

    /** The payload of Socket.IO's CONNECT. */
    String auth() {
        return token == null ? "{\"userId\":\"" + userId + "\"}" : "{\"token\":\"" + token + "\"}";
    }

    /** The query of a plain WebSocket. */
    String query() {
        return token == null ? "userId=" + userId : "access_token=" + token;
    }
}
