package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.nimbusds.jose.crypto.MACVerifier;
import com.nimbusds.jwt.SignedJWT;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class CredentialsTest {
    private static final String SECRET = "a secret of at least 32 characters";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @Test
    void aTokenIsSignedAndNamesTheUser() throws Exception {
        Credentials credentials = Credentials.of("anna", SECRET, NOW);

        SignedJWT jwt = SignedJWT.parse("" + credentials.token());
        assertThat(jwt.verify(new MACVerifier(SECRET))).isTrue();
        assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo("anna");
        assertThat(jwt.getJWTClaimsSet().getExpirationTime()).isAfter(NOW);
        assertThat(credentials.auth()).isEqualTo("{\"token\":\"" + credentials.token() + "\"}");
        assertThat(credentials.query()).isEqualTo("access_token=" + credentials.token());
    }

    @Test
    void withoutASecretTheUserIdIsBelieved() {
        Credentials credentials = Credentials.of("anna", null, NOW);

        assertThat(credentials.auth()).isEqualTo("{\"userId\":\"anna\"}");
        assertThat(credentials.query()).isEqualTo("userId=anna");
    }

    @Test
    void aShortSecretIsRefusedByName() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Credentials.of("anna", "short", NOW))
                .withMessageStartingWith("--jwt-secret");
    }
}
