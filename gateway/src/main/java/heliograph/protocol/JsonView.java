package heliograph.protocol;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;

/**
 * One JSON object seen without building a tree: the text of its strings, and the raw slice of
 * whatever is to travel on untouched. Of a name that stands twice the last value counts, as in
 * JavaScript.
 */
public final class JsonView {
    private static final int MAX_DEPTH = 64;

    private static final JsonFactory FACTORY =
            JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
                    .build();

    private final String json;
    private final Map<String, Value> values;

    private JsonView(String json, Map<String, Value> values) {
        this.json = json;
        this.values = values;
    }

    private record Value(JsonToken token, int start, int end, @Nullable String text) {}

    /**
     * Reads one object.
     *
     * @throws BadMessage if {@code json} is anything else; {@code field} is named in it
     */
    public static JsonView of(String field, String json) throws BadMessage {
        Map<String, Value> values = new HashMap<>();
        try (JsonParser parser = FACTORY.createParser(ObjectReadContext.empty(), json)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new BadMessage(field, "expected a JSON object");
            }
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                values.put(name, value(parser));
            }
            if (parser.nextToken() != null) {
                throw new BadMessage(field, "expected one JSON object and nothing behind it");
            }
        } catch (JacksonException e) {
            throw new BadMessage(
                    field, "expected valid JSON, at most " + MAX_DEPTH + " levels deep");
        }
        return new JsonView(json, values);
    }

    private static Value value(JsonParser parser) {
        JsonToken token = parser.nextToken();
        int start = (int) parser.currentTokenLocation().getCharOffset();
        String text = null;
        if (token == JsonToken.VALUE_STRING) {
            text = parser.getString();
        } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
            parser.skipChildren();
        } else {
            parser.finishToken();
        }
        return new Value(token, start, (int) parser.currentLocation().getCharOffset(), text);
    }

    /** Whether the field is there, be it as {@code null}. */
    public boolean has(String name) {
        return values.containsKey(name);
    }

    /** Whether the field is missing or {@code null}, which optional fields may be. */
    public boolean isAbsent(String name) {
        Value value = values.get(name);
        return value == null || value.token() == JsonToken.VALUE_NULL;
    }

    /** Whether the field is a string. */
    public boolean isString(String name) {
        return is(name, JsonToken.VALUE_STRING);
    }

    /** Whether the field is an object. */
    public boolean isObject(String name) {
        return is(name, JsonToken.START_OBJECT);
    }

    private boolean is(String name, JsonToken token) {
        Value value = values.get(name);
        return value != null && value.token() == token;
    }

    /**
     * The JSON of a field, exactly as it stands.
     *
     * @throws BadMessage if it is missing
     */
    public String raw(String name) throws BadMessage {
        Value value = values.get(name);
        if (value == null) {
            throw new BadMessage(name, "is required");
        }
        return json.substring(value.start(), value.end());
    }

    /**
     * A string.
     *
     * @throws BadMessage if it is missing or something else
     */
    public String string(String name) throws BadMessage {
        Value value = values.get(name);
        if (value == null || value.token() == JsonToken.VALUE_NULL) {
            throw new BadMessage(name, "is required, expected a string");
        }
        if (value.text() == null) {
            throw new BadMessage(name, "expected a string");
        }
        return value.text();
    }

    /**
     * A number that may be missing.
     *
     * @throws BadMessage if it is something else, or no finite double
     */
    public @Nullable Double number(String name) throws BadMessage {
        if (isAbsent(name)) {
            return null;
        }
        Value value = values.get(name);
        if (value == null || !value.token().isNumeric()) {
            throw new BadMessage(name, "expected a number");
        }
        double number = Double.parseDouble(json.substring(value.start(), value.end()));
        if (!Double.isFinite(number)) {
            throw new BadMessage(name, "expected a finite number");
        }
        return number;
    }

    /**
     * A boolean; {@code absent} where it is missing.
     *
     * @throws BadMessage if it is something else
     */
    public boolean bool(String name, boolean absent) throws BadMessage {
        return isAbsent(name) ? absent : bool(name);
    }

    /**
     * A boolean.
     *
     * @throws BadMessage if it is missing or something else
     */
    public boolean bool(String name) throws BadMessage {
        if (is(name, JsonToken.VALUE_TRUE)) {
            return true;
        }
        if (is(name, JsonToken.VALUE_FALSE)) {
            return false;
        }
        throw new BadMessage(
                name, isAbsent(name) ? "is required, expected a boolean" : "expected a boolean");
    }
}
