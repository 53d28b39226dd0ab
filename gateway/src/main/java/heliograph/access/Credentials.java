package heliograph.access;

import heliograph.transport.HttpRequest;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What somebody presents at the door.
 *
 * @param token a JSON Web Token
 * @param development the fields that are believed in dev mode, and only there: userId, name,
 *     lastName, username, avatar
 */
public record Credentials(Optional<String> token, Map<String, String> development) {
    private static final List<String> DEVELOPMENT_FIELDS =
            List.of("userId", "name", "lastName", "username", "avatar");
    private static final String BEARER = "bearer ";
    private static final JsonMapper JSON = new JsonMapper();

    /** Keeps an immutable copy. */
    public Credentials {
        development = Map.copyOf(development);
    }

    /**
     * The {@code auth} of a Socket.IO CONNECT packet (wire contract, section Where): {@code token},
     * and the development fields. What is not a string (for ids: or a whole number) counts as
     * absent, and so does everything where the text is no JSON object.
     */
    public static Credentials ofAuth(String auth) {
        JsonNode tree;
        try {
            tree = JSON.readTree(auth);
        } catch (JacksonException e) {
            return new Credentials(Optional.empty(), Map.of());
        }
        Map<String, String> development = new HashMap<>();
        for (String field : DEVELOPMENT_FIELDS) {
            JsonNode value = tree.path(field);
            if (value.isString() || value.isIntegralNumber()) {
                development.put(field, value.asString());
            }
        }
        return new Credentials(
                Optional.of(tree.path("token")).filter(JsonNode::isString).map(JsonNode::asString),
                development);
    }

    /**
     * Those of a request: {@code Authorization: Bearer} (RFC 6750, section 2.1), else {@code
     * ?access_token=}; the development fields from the query.
     */
    public static Credentials of(HttpRequest request) {
        Optional<String> bearer =
                request.header("authorization")
                        .filter(value -> value.toLowerCase(Locale.ROOT).startsWith(BEARER))
                        .map(value -> value.substring(BEARER.length()).strip());
        Map<String, String> development = new HashMap<>();
        for (String field : DEVELOPMENT_FIELDS) {
            request.parameter(field).ifPresent(value -> development.put(field, value));
        }
        return new Credentials(bearer.or(() -> request.parameter("access_token")), development);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Credentials[token=" + (token.isPresent() ? "given" : "none") + "]";
    }
}
