package heliograph.containers;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;

/** Tokens as an application would issue them. */
final class Tokens {
    /** What the gateways of these tests are told as JWT_SECRET. */
    static final String SECRET = "a secret of the container tests, of some length";

    private Tokens() {}

    /** A token for that user, good for an hour. */
    static String of(String userId) {
        var token =
                new SignedJWT(
                        new JWSHeader(JWSAlgorithm.HS256),
                        new JWTClaimsSet.Builder()
                                .subject(userId)
                                .claim("name", userId)
                                .expirationTime(Date.from(Instant.now().plus(Duration.ofHours(1))))
                                .build());
        try {
            token.sign(new MACSigner(SECRET));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 with a secret of this length cannot fail", e);
        }
        return token.serialize();
    }
}
