package heliograph.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Date;
import org.jspecify.annotations.Nullable;

/** Keys of an issuer and tokens signed with them. */
public final class Keys {
    /** A secret of HS256. */
    public static final String SECRET = "a-secret-of-thirty-two-bytes-000";

    private Keys() {}

    static RSAKey rsa(String id) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).generate();
    }

    static ECKey ec(String id) throws JOSEException {
        return new ECKeyGenerator(Curve.P_256).keyID(id).generate();
    }

    static JWTClaimsSet.Builder alice() {
        return new JWTClaimsSet.Builder().subject("alice");
    }

    /** A token of this user that lasts for an hour, signed with {@link #SECRET}. */
    public static String token(String userId) throws JOSEException {
        return hs256(
                new JWTClaimsSet.Builder()
                        .subject(userId)
                        .expirationTime(Date.from(Instant.now().plusSeconds(3600)))
                        .build());
    }

    static String hs256(JWTClaimsSet claims) throws JOSEException {
        return sign(
                JWSAlgorithm.HS256,
                null,
                new MACSigner(SECRET.getBytes(StandardCharsets.UTF_8)),
                claims);
    }

    static String rs256(RSAKey key, JWTClaimsSet claims) throws JOSEException {
        return sign(JWSAlgorithm.RS256, key.getKeyID(), new RSASSASigner(key), claims);
    }

    static String es256(ECKey key, JWTClaimsSet claims) throws JOSEException {
        return sign(JWSAlgorithm.ES256, key.getKeyID(), new ECDSASigner(key), claims);
    }

    static String sign(
            JWSAlgorithm algorithm, @Nullable String keyId, JWSSigner signer, JWTClaimsSet claims)
            throws JOSEException {
        SignedJWT token =
                new SignedJWT(new JWSHeader.Builder(algorithm).keyID(keyId).build(), claims);
        token.sign(signer);
        return token.serialize();
    }
}
