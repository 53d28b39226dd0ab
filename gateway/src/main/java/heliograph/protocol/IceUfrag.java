package heliograph.protocol;

import org.jspecify.annotations.Nullable;

/** Finds the ICE generation (RFC 8839, section 5.4) without parsing the description. */
final class IceUfrag {
    private static final String ATTRIBUTE = "a=ice-ufrag:";
    private static final String EXTENSION = " ufrag ";

    private IceUfrag() {}

    /** The first ufrag in the raw JSON of a description. */
    static @Nullable String ofDescription(String json) {
        int at = json.indexOf(ATTRIBUTE);
        return at < 0 ? null : iceChars(json, at + ATTRIBUTE.length());
    }

    /**
     * The ufrag that browsers append to a candidate line (RFC 8839, section 5.1, cand-extension).
     */
    static @Nullable String ofCandidate(String line) {
        int at = line.indexOf(EXTENSION);
        return at < 0 ? null : iceChars(line, at + EXTENSION.length());
    }

    private static @Nullable String iceChars(String text, int from) {
        StringBuilder ufrag = new StringBuilder();
        for (int i = from; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == '/') {
                continue; // some JSON encoders escape the slash, which is an ice-char
            }
            if (!isIceChar(c)) {
                break;
            }
            ufrag.append(c);
        }
        return ufrag.isEmpty() ? null : ufrag.toString();
    }

    private static boolean isIceChar(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '+'
                || c == '/';
    }
}
