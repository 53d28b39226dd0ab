package heliograph.access;

import static heliograph.access.Keys.alice;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import heliograph.access.AccessSettings.TokenKey;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.Profile;
import heliograph.state.UserId;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TokensTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final TokenKey SHARED =
            new TokenKey.Shared(
                    new SecretKeySpec(Keys.SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
    private static final Login HOLDS_NOT = refused("the token does not hold");

    private static final Tokens HS256 = tokens(SHARED);

    @Test
    void theUserIsTheSubjectWithItsDisplayFields() throws JOSEException {
        JWTClaimsSet claims =
                alice().claim("id", "not-this")
                        .claim("name", "Alice")
                        .claim("lastName", "Liddell")
                        .claim("username", "al")
                        .claim("avatar", "https://img.example/a.png")
                        .build();

        assertThat(verdict(HS256, Keys.hs256(claims)))
                .isEqualTo(
                        new Login.Granted(
                                new Profile(
                                        new UserId("alice"),
                                        "Alice",
                                        "Liddell",
                                        "al",
                                        "https://img.example/a.png"),
                                Optional.empty()));
    }

    @Test
    void withoutASubjectTheUserIsTheIdAsTextOrNumber() throws JOSEException {
        for (Object id : new Object[] {"42", 42L}) {
            assertThat(
                            verdict(
                                    HS256,
                                    Keys.hs256(new JWTClaimsSet.Builder().claim("id", id).build())))
                    .isEqualTo(granted("42", Optional.empty()));
        }
    }

    @Test
    void aTokenThatNamesNoUserIsRefused() throws JOSEException {
        assertThat(verdict(HS256, Keys.hs256(new JWTClaimsSet.Builder().build())))
                .isEqualTo(refused("the token names no user: neither sub nor id"));
        assertThat(verdict(HS256, Keys.hs256(new JWTClaimsSet.Builder().claim("id", 1.5).build())))
                .isEqualTo(refused("the token names no user: neither sub nor id"));
    }

    @Test
    void anIdThatCannotBeAnIdentityIsRefused() throws JOSEException {
        assertThat(verdict(HS256, Keys.hs256(alice().subject("a\nb").build())))
                .isEqualTo(refused("the token's user id must not hold control characters"));
        assertThat(verdict(HS256, Keys.hs256(alice().subject("x".repeat(129)).build())))
                .isEqualTo(refused("the token's user id must have at most 128 characters"));
    }

    @Test
    void withoutATokenNobodyComesIn() {
        assertThat(
                        HS256.verify(new Credentials(Optional.empty(), Map.of("userId", "alice")))
                                .toCompletableFuture()
                                .join())
                .isEqualTo(refused("a token is needed"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "a.b.c", "..", "eyJhbGciOiJIUzI1NiJ9.e30."})
    void whatIsNoTokenIsRefused(String text) {
        assertThat(verdict(HS256, text))
                .isInstanceOfSatisfying(
                        Login.Refused.class,
                        refused -> assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHORIZED));
    }

    @Test
    void aForeignSignatureIsRefused() throws JOSEException {
        String token =
                Keys.sign(
                        JWSAlgorithm.HS256,
                        null,
                        new MACSigner("another-secret-of-thirty-two-byte"),
                        alice().build());

        assertThat(verdict(HS256, token)).isEqualTo(HOLDS_NOT);
    }

    @Test
    void anUnsignedTokenIsRefused() {
        assertThat(verdict(HS256, new PlainJWT(alice().build()).serialize())).isEqualTo(HOLDS_NOT);
    }

    @Test
    void aLongerHashWithTheSameSecretIsRefused() throws JOSEException {
        String secret = Keys.SECRET.repeat(2);
        Tokens tokens =
                tokens(
                        new TokenKey.Shared(
                                new SecretKeySpec(
                                        secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256")));

        assertThat(
                        verdict(
                                tokens,
                                Keys.sign(
                                        JWSAlgorithm.HS512,
                                        null,
                                        new MACSigner(secret),
                                        alice().build())))
                .isEqualTo(HOLDS_NOT);
    }

    @Test
    void aPublicKeyVerifiesItsOwnAlgorithmAlone() throws JOSEException {
        RSAKey rsa = Keys.rsa("r");
        ECKey ec = Keys.ec("e");
        Tokens rs256 = tokens(new TokenKey.Public(rsa.toRSAPublicKey()));
        Tokens es256 = tokens(new TokenKey.Public(ec.toECPublicKey()));

        assertThat(verdict(rs256, Keys.rs256(rsa, alice().build())))
                .isEqualTo(granted("alice", Optional.empty()));
        assertThat(verdict(es256, Keys.es256(ec, alice().build())))
                .isEqualTo(granted("alice", Optional.empty()));
        assertThat(verdict(rs256, Keys.es256(ec, alice().build()))).isEqualTo(HOLDS_NOT);
        assertThat(verdict(es256, Keys.rs256(rsa, alice().build()))).isEqualTo(HOLDS_NOT);
        assertThat(verdict(rs256, Keys.hs256(alice().build()))).isEqualTo(HOLDS_NOT);
    }

    @Test
    void aPublicKeyIsNeverTakenForASecret() throws JOSEException {
        RSAKey rsa = Keys.rsa("r");
        String forged =
                Keys.sign(
                        JWSAlgorithm.HS256,
                        null,
                        new MACSigner(rsa.toRSAPublicKey().getEncoded()),
                        alice().build());

        assertThat(verdict(tokens(new TokenKey.Public(rsa.toRSAPublicKey())), forged))
                .isEqualTo(HOLDS_NOT);
    }

    @Test
    void aLoginEndsWithItsTokenAndTheSkew() throws JOSEException {
        assertThat(verdict(HS256, Keys.hs256(expiring(NOW.plusSeconds(60)))))
                .isEqualTo(granted("alice", Optional.of(NOW.plusSeconds(65))));
    }

    @Test
    void anExpiredTokenIsRefusedAfterTheSkew() throws JOSEException {
        assertThat(verdict(HS256, Keys.hs256(expiring(NOW.minusSeconds(4)))))
                .isEqualTo(granted("alice", Optional.of(NOW.plusSeconds(1))));
        assertThat(verdict(HS256, Keys.hs256(expiring(NOW.minusSeconds(5)))))
                .isEqualTo(refused("the token has expired"));
    }

    @Test
    void aTokenIsRefusedBeforeItsTimeLessTheSkew() throws JOSEException {
        assertThat(
                        verdict(
                                HS256,
                                Keys.hs256(
                                        alice().notBeforeTime(Date.from(NOW.plusSeconds(5)))
                                                .build())))
                .isEqualTo(granted("alice", Optional.empty()));
        assertThat(
                        verdict(
                                HS256,
                                Keys.hs256(
                                        alice().notBeforeTime(Date.from(NOW.plusSeconds(6)))
                                                .build())))
                .isEqualTo(refused("the token is not valid yet"));
    }

    @Test
    void issuerAndAudienceAreCheckedWhereTheyAreConfigured() throws JOSEException {
        Tokens strict =
                new Tokens(
                        new AccessSettings(
                                SHARED,
                                Optional.of("https://issuer.example"),
                                Set.of("calls", "meetings"),
                                Duration.ZERO,
                                Origins.ANY),
                        CLOCK);

        assertThat(verdict(strict, Keys.hs256(alice().audience("calls").build())))
                .isEqualTo(refused("the token is of another issuer"));
        assertThat(verdict(strict, Keys.hs256(alice().issuer("https://issuer.example").build())))
                .isEqualTo(refused("the token is for another audience"));
        assertThat(
                        verdict(
                                strict,
                                Keys.hs256(
                                        alice().issuer("https://issuer.example")
                                                .audience("meetings")
                                                .build())))
                .isEqualTo(granted("alice", Optional.empty()));
    }

    @Test
    void inDevModeUsersAreWhoTheySayTheyAre() {
        Tokens development = tokens(new TokenKey.Development());

        assertThat(development.required()).isFalse();
        assertThat(
                        development
                                .verify(
                                        Credentials.ofAuth(
                                                "{\"userId\":\"alice\",\"name\":\"Alice\"}"))
                                .toCompletableFuture()
                                .join())
                .isEqualTo(
                        new Login.Granted(
                                new Profile(new UserId("alice"), "Alice", null, null, null),
                                Optional.empty()));
        assertThat(development.verify(Credentials.ofAuth("{}")).toCompletableFuture().join())
                .isEqualTo(refused("userId is needed"));
        assertThat(
                        development
                                .verify(Credentials.ofAuth("{\"userId\":\" \"}"))
                                .toCompletableFuture()
                                .join())
                .isEqualTo(refused("userId must not be empty"));
    }

    private static JWTClaimsSet expiring(Instant at) {
        return alice().expirationTime(Date.from(at)).build();
    }

    private static Tokens tokens(TokenKey key) {
        return new Tokens(
                new AccessSettings(
                        key, Optional.empty(), Set.of(), Duration.ofSeconds(5), Origins.ANY),
                CLOCK);
    }

    private static Login verdict(Tokens tokens, String token) {
        return tokens.verify(new Credentials(Optional.of(token), Map.of()))
                .toCompletableFuture()
                .join();
    }

    private static Login granted(String userId, Optional<Instant> expiresAt) {
        return new Login.Granted(
                new Profile(new UserId(userId), null, null, null, null), expiresAt);
    }

    private static Login refused(String message) {
        return new Login.Refused(ErrorCode.UNAUTHORIZED, message);
    }
}
