package heliograph.socketio;

import java.util.HexFormat;

/** Strings to JSON strings and back. */
final class JsonText {
    private static final HexFormat HEX = HexFormat.of();

    private JsonText() {}

    /** A string as JSON, in quotes. */
    static String quote(String value) {
        for (int i = 0; i < value.length(); i++) {
            if (needsCare(value.charAt(i))) {
                return quoteWithCare(value);
            }
        }
        return '"' + value + '"';
    }

    /**
     * The value of a JSON string.
     *
     * @param json a valid JSON string, quotes included
     */
    static String unquote(String json) {
        if (json.indexOf('\\') < 0) {
            return json.substring(1, json.length() - 1);
        }
        var value = new StringBuilder(json.length());
        int i = 1;
        while (i < json.length() - 1) {
            char c = json.charAt(i++);
            if (c != '\\') {
                value.append(c);
                continue;
            }
            char escaped = json.charAt(i++);
            switch (escaped) {
                case 'b' -> value.append('\b');
                case 'f' -> value.append('\f');
                case 'n' -> value.append('\n');
                case 'r' -> value.append('\r');
                case 't' -> value.append('\t');
                case 'u' -> {
                    value.append((char) HexFormat.fromHexDigits(json, i, i + 4));
                    i += 4;
                }
                default -> value.append(escaped);
            }
        }
        return value.toString();
    }

    private static boolean needsCare(char c) {
        return c < ' ' || c == '"' || c == '\\' || Character.isSurrogate(c);
    }

    private static String quoteWithCare(String value) {
        var json = new StringBuilder(value.length() + 16).append('"');
        value.codePoints()
                .forEach(c -> {
                    // A surrogate without its other half cannot travel as UTF-8.
                    boolean lone = c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE;
                    if (c == '"' || c == '\\') {
                        json.append('\\').append((char) c);
                    } else if (c < ' ' || lone) {
                        json.append("\\u").append(HEX.toHexDigits((char) c));
                    } else {
                        json.appendCodePoint(c);
                    }
                });
        return json.append('"').toString();
    }
}
