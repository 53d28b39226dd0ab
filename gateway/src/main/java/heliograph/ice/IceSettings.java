package heliograph.ice;

import java.time.Duration;
import java.util.List;

/**
 * What is known about TURN servers. STUN needs no settings (seed, section IceServerManagerService).
 *
 * @param turnUrls RFC 7065 addresses; may be empty
 * @param credentials how clients log in to them
 */
public record IceSettings(List<String> turnUrls, TurnCredentials credentials) {
    /** STUN alone. */
    public static final IceSettings STUN_ONLY =
            new IceSettings(List.of(), new TurnCredentials.None());

    /** Keeps an immutable copy. */
    public IceSettings {
        turnUrls = List.copyOf(turnUrls);
    }

    /** How clients log in to a TURN server. None of them shows its secret as text. */
    public sealed interface TurnCredentials {
        /** There is no TURN server. */
        record None() implements TurnCredentials {}

        /** The same for everybody, for ever. */
        record Fixed(String username, String password) implements TurnCredentials {
            @Override
            public String toString() {
                return "Fixed[username=" + username + "]";
            }
        }

        /**
         * Made for each user from a secret shared with the server (TURN REST API,
         * draft-uberti-behave-turn-rest-00; coturn's {@code use-auth-secret}).
         *
         * @param secret coturn's {@code static-auth-secret}
         * @param ttl how long one lasts, whole seconds
         */
        record TimeLimited(String secret, Duration ttl) implements TurnCredentials {
            @Override
            public String toString() {
                return "TimeLimited[ttl=" + ttl + "]";
            }
        }
    }
}
