package heliograph.access;

import static heliograph.access.Keys.alice;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.OctetSequenceKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpServer;
import heliograph.access.AccessSettings.TokenKey;
import heliograph.protocol.ErrorCode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Keys from the network, of an issuer that is a real HTTP server. */
class KeySetTest {
    private final AtomicInteger fetches = new AtomicInteger();
    private volatile JWKSet published = new JWKSet();
    private volatile int status = 200;
    private HttpServer issuer;

    @BeforeEach
    void startIssuer() throws IOException {
        issuer = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer.createContext(
                "/keys",
                exchange -> {
                    fetches.incrementAndGet();
                    byte[] body = published.toString(true).getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().add("Content-Type", "application/json");
                    exchange.sendResponseHeaders(status, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        issuer.start();
    }

    @AfterEach
    void stopIssuer() {
        issuer.stop(0);
    }

    @Test
    void bothAlgorithmsAreVerifiedWithOneFetch() throws JOSEException {
        RSAKey rsa = Keys.rsa("r");
        ECKey ec = Keys.ec("e");
        published = new JWKSet(List.<JWK>of(rsa, ec));
        Tokens tokens = tokens();

        assertThat(verdict(tokens, Keys.rs256(rsa, alice().build())))
                .isInstanceOf(Login.Granted.class);
        assertThat(verdict(tokens, Keys.es256(ec, alice().build())))
                .isInstanceOf(Login.Granted.class);
        assertThat(fetches).hasValue(1);
    }

    @Test
    void aKeyThatWasRotatedInIsFetched() throws JOSEException {
        RSAKey old = Keys.rsa("old");
        RSAKey fresh = Keys.rsa("fresh");
        published = new JWKSet(old);
        Tokens tokens = tokens();
        assertThat(verdict(tokens, Keys.rs256(old, alice().build())))
                .isInstanceOf(Login.Granted.class);

        published = new JWKSet(fresh);

        assertThat(verdict(tokens, Keys.rs256(fresh, alice().build())))
                .isInstanceOf(Login.Granted.class);
        assertThat(fetches).hasValue(2);
    }

    @Test
    void madeUpKeyIdsDoNotMakeUsAskTheIssuerAgainAndAgain() throws JOSEException {
        RSAKey key = Keys.rsa("r");
        published = new JWKSet(key);
        Tokens tokens = tokens();
        assertThat(verdict(tokens, Keys.rs256(key, alice().build())))
                .isInstanceOf(Login.Granted.class);

        for (int i = 0; i < 20; i++) {
            RSAKey forged = new RSAKey.Builder(key).keyID("forged-" + i).build();
            assertThat(verdict(tokens, Keys.rs256(forged, alice().build())))
                    .isInstanceOf(Login.Refused.class);
        }

        assertThat(fetches).hasValueLessThanOrEqualTo(3);
        assertThat(verdict(tokens, Keys.rs256(key, alice().build())))
                .isInstanceOf(Login.Granted.class);
    }

    @Test
    void aSecretInTheKeySetIsNeverUsed() throws JOSEException {
        published =
                new JWKSet(
                        new OctetSequenceKey.Builder(Keys.SECRET.getBytes(StandardCharsets.UTF_8))
                                .build());

        assertThat(verdict(tokens(), Keys.hs256(alice().build())))
                .isEqualTo(new Login.Refused(ErrorCode.UNAUTHORIZED, "the token does not hold"));
    }

    @Test
    void whileTheIssuerIsDownTheAnswerIsUnavailableAndNotNo() throws JOSEException {
        RSAKey key = Keys.rsa("r");
        published = new JWKSet(key);
        status = 503;
        Tokens tokens = tokens();

        assertThat(verdict(tokens, Keys.rs256(key, alice().build())))
                .isEqualTo(
                        new Login.Refused(
                                ErrorCode.UNAVAILABLE, "tokens cannot be verified at the moment"));
    }

    @Test
    void anIssuerThatGoesDownLeavesTheKnownKeysValid() throws JOSEException {
        RSAKey key = Keys.rsa("r");
        published = new JWKSet(key);
        Tokens tokens = tokens();
        String token = Keys.rs256(key, alice().build());
        assertThat(verdict(tokens, token)).isInstanceOf(Login.Granted.class);

        issuer.stop(0);

        assertThat(verdict(tokens, token)).isInstanceOf(Login.Granted.class);
    }

    private Tokens tokens() {
        URI url = URI.create("http://127.0.0.1:" + issuer.getAddress().getPort() + "/keys");
        return new Tokens(
                new AccessSettings(
                        new TokenKey.KeySet(url),
                        Optional.empty(),
                        Set.of(),
                        Duration.ZERO,
                        Origins.ANY),
                Clock.systemUTC());
    }

    private static Login verdict(Tokens tokens, String token) {
        return tokens.verify(new Credentials(Optional.of(token), Map.of()))
                .toCompletableFuture()
                .join();
    }
}
