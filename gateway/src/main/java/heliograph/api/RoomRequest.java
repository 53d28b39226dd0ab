package heliograph.api;

import heliograph.transport.HttpRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The body of {@code POST /webrtc/rooms}. No body at all is a room without wishes; unknown fields
 * are ignored.
 *
 * @param name for people
 * @param description for people
 * @param maxParticipants seats
 */
record RoomRequest(
        @Nullable String name, @Nullable String description, @Nullable Integer maxParticipants) {
    private static final int MAX_BODY_BYTES = 64 * 1024;
    private static final int MAX_NAME = 200;
    private static final int MAX_DESCRIPTION = 2_000;
    private static final int LEAST_PARTICIPANTS = 2;
    private static final int MOST_PARTICIPANTS = 1_000;
    private static final JsonMapper JSON = new JsonMapper();

    static RoomRequest of(HttpRequest request) {
        byte[] body = request.body();
        if (body.length == 0) {
            return new RoomRequest(null, null, null);
        }
        // A foreign page cannot send this type without asking first (Fetch, CORS-safelisted types).
        String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (!type.split(";", 2)[0].strip().equals("application/json")) {
            throw Refusal.status(415, "the body must be application/json");
        }
        if (body.length > MAX_BODY_BYTES) {
            throw Refusal.status(413, "the body must have at most " + MAX_BODY_BYTES + " bytes");
        }
        JsonNode tree;
        try {
            tree = JSON.readTree(body);
        } catch (JacksonException e) {
            throw Refusal.field("body", "must be a JSON object");
        }
        if (!tree.isObject()) {
            throw Refusal.field("body", "must be a JSON object");
        }
        return new RoomRequest(
                text(tree, "name", MAX_NAME),
                text(tree, "description", MAX_DESCRIPTION),
                participants(tree.path("maxParticipants")));
    }

    private static @Nullable String text(JsonNode tree, String field, int longest) {
        JsonNode value = tree.path(field);
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (!value.isString()) {
            throw Refusal.field(field, "must be a string");
        }
        String text = value.asString();
        if (text.length() > longest) {
            throw Refusal.field(field, "must have at most " + longest + " characters");
        }
        return text;
    }

    private static @Nullable Integer participants(JsonNode value) {
        if (value.isMissingNode() || value.isNull()) {
            return null;
        }
        if (value.isIntegralNumber()
                && value.canConvertToInt()
                && value.intValue() >= LEAST_PARTICIPANTS
                && value.intValue() <= MOST_PARTICIPANTS) {
            return value.intValue();
        }
        throw Refusal.field(
                "maxParticipants",
                "must be a whole number from " + LEAST_PARTICIPANTS + " to " + MOST_PARTICIPANTS);
    }
}
