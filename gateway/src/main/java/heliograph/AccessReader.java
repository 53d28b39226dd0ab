package heliograph;

import static heliograph.Setting.CORS_ORIGIN;
import static heliograph.Setting.JWT_AUDIENCE;
import static heliograph.Setting.JWT_CLOCK_SKEW;
import static heliograph.Setting.JWT_ISSUER;
import static heliograph.Setting.JWT_JWKS_URL;
import static heliograph.Setting.JWT_PUBLIC_KEY;
import static heliograph.Setting.JWT_SECRET;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.Curve;
import heliograph.access.AccessSettings;
import heliograph.access.AccessSettings.TokenKey;
import heliograph.access.Origins;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.spec.SecretKeySpec;

/** Reads the JWT_ variables and CORS_ORIGIN. */
final class AccessReader {
    private static final int LEAST_SECRET_BYTES = 32; // RFC 7518, section 3.2
    private static final int LEAST_RSA_BITS = 2048; // RFC 7518, section 3.3
    private static final Pattern PEM =
            Pattern.compile(
                    "-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\\s]+)-----END PUBLIC KEY-----");

    private AccessReader() {}

    static AccessSettings read(SettingReader reader) {
        return new AccessSettings(
                key(reader),
                reader.text(JWT_ISSUER),
                Set.copyOf(reader.list(JWT_AUDIENCE)),
                reader.duration(JWT_CLOCK_SKEW),
                origins(reader));
    }

    private static TokenKey key(SettingReader reader) {
        List<Setting> keys =
                List.of(JWT_SECRET, JWT_PUBLIC_KEY, JWT_JWKS_URL).stream()
                        .filter(setting -> reader.text(setting).isPresent())
                        .toList();
        if (keys.isEmpty()) {
            for (Setting check : List.of(JWT_ISSUER, JWT_AUDIENCE)) {
                if (reader.text(check).isPresent()) {
                    reader.wrong(
                            check, "JWT_SECRET, JWT_PUBLIC_KEY or JWT_JWKS_URL to be set with it");
                }
            }
            return new TokenKey.Development();
        }
        for (Setting more : keys.subList(1, keys.size())) {
            reader.wrong(more, "only one of JWT_SECRET, JWT_PUBLIC_KEY and JWT_JWKS_URL to be set");
        }
        String value = reader.text(keys.getFirst()).orElseThrow();
        return switch (keys.getFirst()) {
            case JWT_SECRET -> shared(reader, value);
            case JWT_PUBLIC_KEY -> publicKey(reader, value);
            default -> keySet(reader, value);
        };
    }

    private static TokenKey shared(SettingReader reader, String value) {
        byte[] secret = value.getBytes(UTF_8);
        if (secret.length < LEAST_SECRET_BYTES) {
            reader.wrong(
                    JWT_SECRET,
                    "a value of " + secret.length + " bytes",
                    "at least " + LEAST_SECRET_BYTES + " bytes");
        }
        return new TokenKey.Shared(new SecretKeySpec(secret, "HmacSHA256"));
    }

    private static TokenKey publicKey(SettingReader reader, String value) {
        try {
            // A PEM in one line of an environment file has its line ends escaped.
            String pem =
                    value.startsWith("-----")
                            ? value.replace("\\n", "\n")
                            : Files.readString(Path.of(value));
            return new TokenKey.Public(parse(pem));
        } catch (IOException | InvalidPathException | GeneralSecurityException e) {
            reader.wrong(
                    JWT_PUBLIC_KEY,
                    value.startsWith("-----") ? "a text that is no such key" : '"' + value + '"',
                    "an RSA key of at least "
                            + LEAST_RSA_BITS
                            + " bits or an EC key on P-256, as text or file that begins with"
                            + " -----BEGIN PUBLIC KEY-----");
            return new TokenKey.Development();
        }
    }

    private static PublicKey parse(String pem) throws GeneralSecurityException {
        Matcher matcher = PEM.matcher(pem.strip());
        if (!matcher.matches()) {
            throw new GeneralSecurityException("not a PEM public key");
        }
        X509EncodedKeySpec encoded =
                new X509EncodedKeySpec(Base64.getMimeDecoder().decode(matcher.group(1)));
        PublicKey key;
        try {
            key = KeyFactory.getInstance("RSA").generatePublic(encoded);
        } catch (GeneralSecurityException notRsa) {
            key = KeyFactory.getInstance("EC").generatePublic(encoded);
        }
        boolean strong =
                switch (key) {
                    case RSAPublicKey rsa -> rsa.getModulus().bitLength() >= LEAST_RSA_BITS;
                    case ECPublicKey ec ->
                            Curve.P_256.equals(Curve.forECParameterSpec(ec.getParams()));
                    default -> false;
                };
        if (!strong) {
            throw new GeneralSecurityException("too weak, or of another kind");
        }
        return key;
    }

    private static TokenKey keySet(SettingReader reader, String value) {
        try {
            URI url = new URI(value);
            boolean http = "https".equals(url.getScheme()) || "http".equals(url.getScheme());
            if (http && url.getHost() != null) {
                return new TokenKey.KeySet(url);
            }
        } catch (URISyntaxException e) {
            // Said below.
        }
        reader.wrong(JWT_JWKS_URL, "an address that begins with https:// or http://");
        return new TokenKey.Development();
    }

    private static Origins origins(SettingReader reader) {
        List<String> origins = reader.list(CORS_ORIGIN);
        if (origins.equals(List.of("*"))) {
            return Origins.ANY;
        }
        try {
            return Origins.of(origins);
        } catch (IllegalArgumentException e) {
            reader.wrong(CORS_ORIGIN, "* or origins as in https://call.example,http://host:3000");
            return Origins.ANY;
        }
    }
}
