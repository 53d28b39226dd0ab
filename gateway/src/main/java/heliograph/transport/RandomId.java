package heliograph.transport;

import java.security.SecureRandom;
import java.util.Base64;

/**
 * Ids that cannot be guessed: 120 random bits as 20 characters of URL-safe base64 (RFC 4648 section
 * 5). Whoever knows the id of an Engine.IO session can speak as its client, and whoever knows that
 * of a room can join it, hence the strength.
 */
public final class RandomId {
    private static final int BYTES = 15;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();

    private RandomId() {}

    /** A new one. */
    public static String next() {
        byte[] bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return ENCODER.encodeToString(bytes);
    }
}
