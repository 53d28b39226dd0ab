package heliograph.api;

import heliograph.access.Credentials;
import heliograph.access.Login;
import heliograph.access.Tokens;
import heliograph.protocol.ErrorCode;
import heliograph.state.UserId;
import heliograph.transport.HttpRequest;
import java.util.Optional;

/** Who asks. */
record Logins(Tokens tokens) {
    /** The user of a request that must have one. */
    UserId required(HttpRequest request) {
        Credentials credentials = Credentials.of(request);
        return switch (Endpoint.await(tokens.verify(credentials))) {
            case Login.Granted granted -> granted.profile().userId();
            case Login.Refused(ErrorCode code, String message) when code == ErrorCode.UNAVAILABLE ->
                    throw Refusal.unavailable(message);
            case Login.Refused(_, String message) ->
                    throw Refusal.unauthorized(message, credentials.token().isPresent());
        };
    }

    /** Likewise, but in dev mode nobody needs to say who they are. */
    Optional<UserId> requiredWithTokens(HttpRequest request) {
        if (tokens.required()) {
            return Optional.of(required(request));
        }
        return switch (Endpoint.await(tokens.verify(Credentials.of(request)))) {
            case Login.Granted granted -> Optional.of(granted.profile().userId());
            case Login.Refused _ -> Optional.empty();
        };
    }
}
