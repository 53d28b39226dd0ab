package heliograph.access;

import heliograph.protocol.ErrorCode;
import heliograph.protocol.Profile;
import java.time.Instant;
import java.util.Optional;

/** The answer to credentials. */
public sealed interface Login {
    /**
     * Welcome.
     *
     * @param profile who it is
     * @param expiresAt when the login ends: the token's {@code exp} and the clock skew; empty where
     *     it does not
     */
    record Granted(Profile profile, Optional<Instant> expiresAt) implements Login {}

    /**
     * Not now or not ever.
     *
     * @param code {@link ErrorCode#UNAUTHORIZED}, or {@link ErrorCode#UNAVAILABLE} where the keys
     *     cannot be had at the moment and the same token may hold later
     * @param message for people; holds nothing of the token
     */
    record Refused(ErrorCode code, String message) implements Login {}
}
