package heliograph.scenarios;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.Map;

/** Tokens as an application would issue them. */
public final class Jwt {
    /** What the gateways of a test are told as JWT_SECRET. */
    public static final String SECRET = "a secret of the scenarios, of some length";

    private Jwt() {}

    /** A token with these claims that is good for a time from now, or was until then. */
    public static String of(Map<String, ?> claims, Duration good) {
        return signed(claims, good, SECRET);
    }

    /** One that somebody else signed. */
    public static String signed(Map<String, ?> claims, Duration good, String secret) {
        var set = new JWTClaimsSet.Builder();
        claims.forEach(set::claim);
        set.expirationTime(Date.from(Instant.now().plus(good)));
        var token = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), set.build());
        try {
            token.sign(new MACSigner(secret));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 with a secret of this length cannot fail", e);
        }
        return token.serialize();
    }
}
