package heliograph.protocol;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds ICE generations (RFC 8839, section 5.4) without parsing the description. */
final class IceUfrag {
    private static final String ATTRIBUTE = "a=ice-ufrag:";
    private static final String EXTENSION = " ufrag ";

    /** Beyond every browser's: media sections that are not bundled have one each. */
    private static final int MOST = 64;

    /** The length that RFC 8839, section 5.4, allows. */
    private static final int LONGEST = 256;

    private IceUfrag() {}

    /**
     * The ufrags in the raw JSON of a description, each once: one for all where the attribute is of
     * the session or the media are bundled, else one for each media section.
     */
    static List<String> ofDescription(String json) {
        int at = json.indexOf(ATTRIBUTE);
        if (at < 0) {
            return List.of();
        }
        List<String> ufrags = new ArrayList<>(1);
        while (at >= 0 && ufrags.size() < MOST) {
            String ufrag = iceChars(json, at + ATTRIBUTE.length());
            if (ufrag != null && !ufrags.contains(ufrag)) {
                ufrags.add(ufrag);
            }
            at = json.indexOf(ATTRIBUTE, at + ATTRIBUTE.length());
        }
        return List.copyOf(ufrags);
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
        for (int i = from; i < text.length() && ufrag.length() < LONGEST; i++) {
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
