package heliograph.socketio;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/**
 * Checks JSON (RFC 8259, strictly) in a text without building anything, and says where values end,
 * so that they can be passed on as the texts they were. Own code and not a parser's: a streaming
 * parser keeps names, numbers and a stack that nobody asks for here, where only the ends of values
 * matter, and strings, which are nearly all of a signal, can be passed over eight characters at a
 * time.
 *
 * <p>In a packet with attachments it also checks placeholders: an object whose {@code _placeholder}
 * is {@code true} must have a {@code num} that names an attachment, else the receiver's parser
 * would fail.
 */
final class JsonScanner {
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
    private static final long ONES = 0x0101_0101_0101_0101L;
    private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

    private final String text;

    /**
     * A byte for each character; those beyond ASCII matter to no rule, whatever stands for them.
     */
    private final byte[] bytes;

    private final int end;
    private final int maxDepth;
    private final int attachments;

    /**
     * @param maxDepth levels of nesting
     * @param attachments how many the packet has; 0: placeholders mean nothing
     */
    JsonScanner(String text, int maxDepth, int attachments) {
        this.text = text;
        this.bytes = bytesOf(text);
        this.end = text.length();
        this.maxDepth = maxDepth;
        this.attachments = attachments;
    }

    /** The first position from here on that holds no white space. */
    int skipSpace(int from) {
        int at = from;
        while (at < end) {
            byte c = bytes[at];
            if (c != ' ' && c != '\t' && c != '\n' && c != '\r') {
                break;
            }
            at++;
        }
        return at;
    }

    /**
     * The position after the value that begins here.
     *
     * @param depth arrays and objects around it
     */
    int skipValue(int at, int depth) throws MalformedPacket {
        return switch (charAt(at)) {
            case '{' -> skipObject(at, depth + 1);
            case '[' -> skipArray(at, depth + 1);
            case '"' -> skipString(at);
            case 't' -> skipLiteral(at, "true");
            case 'f' -> skipLiteral(at, "false");
            case 'n' -> skipLiteral(at, "null");
            default -> skipNumber(at);
        };
    }

    /** The character at this position, NUL at the end (which no JSON holds outside of strings). */
    char charAt(int at) {
        return at < end ? (char) (bytes[at] & 0xff) : '\0';
    }

    private static byte[] bytesOf(String text) {
        // A plain copy for most texts. Pairs of surrogates become one byte: then it is done by
        // hand.
        byte[] latin = text.getBytes(StandardCharsets.ISO_8859_1);
        if (latin.length == text.length()) {
            return latin;
        }
        byte[] bytes = new byte[text.length()];
        for (int i = 0; i < bytes.length; i++) {
            char c = text.charAt(i);
            bytes[i] = (byte) (c < 0x80 ? c : 0x80);
        }
        return bytes;
    }

    private int skipArray(int from, int depth) throws MalformedPacket {
        checkDepth(depth);
        int at = skipSpace(from + 1);
        if (charAt(at) == ']') {
            return at + 1;
        }
        while (true) {
            at = skipSpace(skipValue(at, depth));
            char c = charAt(at);
            if (c == ']') {
                return at + 1;
            }
            if (c != ',') {
                throw new MalformedPacket("array without an end");
            }
            at = skipSpace(at + 1);
        }
    }

    private int skipObject(int from, int depth) throws MalformedPacket {
        checkDepth(depth);
        int at = skipSpace(from + 1);
        if (charAt(at) == '}') {
            return at + 1;
        }
        boolean placeholder = false;
        int number = -1;
        while (true) {
            int key = at;
            int keyEnd = skipString(key);
            at = skipSpace(keyEnd);
            if (charAt(at) != ':') {
                throw new MalformedPacket("object key without a value");
            }
            int value = skipSpace(at + 1);
            at = skipValue(value, depth);
            if (attachments > 0) {
                // The last of equal keys counts, as it does for the receiver.
                if (isKey(key, keyEnd, "\"_placeholder\"")) {
                    placeholder = charAt(value) == 't';
                } else if (isKey(key, keyEnd, "\"num\"")) {
                    number = index(value, at);
                }
            }
            at = skipSpace(at);
            char c = charAt(at);
            if (c == '}') {
                break;
            }
            if (c != ',') {
                throw new MalformedPacket("object without an end");
            }
            at = skipSpace(at + 1);
        }
        if (placeholder && (number < 0 || number >= attachments)) {
            throw new MalformedPacket("placeholder without its attachment");
        }
        return at + 1;
    }

    private void checkDepth(int depth) throws MalformedPacket {
        if (depth > maxDepth) {
            throw new MalformedPacket("nested too deep");
        }
    }

    private int skipString(int from) throws MalformedPacket {
        if (charAt(from) != '"') {
            throw new MalformedPacket("string expected");
        }
        int at = skipPlain(from + 1);
        while (at < end) {
            byte c = bytes[at];
            if (c == '"') {
                return at + 1;
            }
            if (c != '\\') {
                throw new MalformedPacket("control character in a string");
            }
            at = skipPlain(skipEscape(at));
        }
        throw new MalformedPacket("string without an end");
    }

    /** The first quote, backslash or control character from here on. */
    private int skipPlain(int from) {
        int at = from;
        while (at + Long.BYTES <= end) {
            long special = specials((long) LONGS.get(bytes, at));
            if (special != 0) {
                return at + Long.numberOfTrailingZeros(special) / Byte.SIZE;
            }
            at += Long.BYTES;
        }
        while (at < end && !isSpecial(bytes[at])) {
            at++;
        }
        return at;
    }

    /**
     * The highest bit of each byte that is a quote, a backslash or below a space. A subtraction
     * that borrows may mark bytes above a true mark, so only the lowest mark is to be believed.
     */
    private static long specials(long word) {
        long quotes = word ^ (ONES * '"');
        long backslashes = word ^ (ONES * '\\');
        long marks =
                ((quotes - ONES) & ~quotes)
                        | ((backslashes - ONES) & ~backslashes)
                        | ((word - ONES * ' ') & ~word);
        return marks & HIGH_BITS;
    }

    private static boolean isSpecial(byte c) {
        return c == '"' || c == '\\' || (c >= 0 && c < ' ');
    }

    private int skipEscape(int at) throws MalformedPacket {
        return switch (charAt(at + 1)) {
            case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 2;
            case 'u' -> skipHexDigits(at + 2);
            default -> throw new MalformedPacket("escape that cannot be");
        };
    }

    private int skipHexDigits(int from) throws MalformedPacket {
        for (int at = from; at < from + 4; at++) {
            if (!isHexDigit(charAt(at))) {
                throw new MalformedPacket("escape that cannot be");
            }
        }
        return from + 4;
    }

    private int skipLiteral(int at, String literal) throws MalformedPacket {
        if (!text.startsWith(literal, at)) {
            throw new MalformedPacket("value that cannot be");
        }
        return at + literal.length();
    }

    private int skipNumber(int from) throws MalformedPacket {
        int at = charAt(from) == '-' ? from + 1 : from;
        at = charAt(at) == '0' ? at + 1 : skipDigits(at);
        if (charAt(at) == '.') {
            at = skipDigits(at + 1);
        }
        char c = charAt(at);
        if (c == 'e' || c == 'E') {
            char sign = charAt(at + 1);
            at = skipDigits(sign == '+' || sign == '-' ? at + 2 : at + 1);
        }
        return at;
    }

    private int skipDigits(int from) throws MalformedPacket {
        int at = from;
        while (isDigit(charAt(at))) {
            at++;
        }
        if (at == from) {
            throw new MalformedPacket("value that cannot be");
        }
        return at;
    }

    private boolean isKey(int from, int to, String quoted) {
        if (to - from == quoted.length()) {
            return text.startsWith(quoted, from);
        }
        // Receivers see through escapes in a key, so do we.
        return to - from > quoted.length()
                && text.indexOf('\\', from, to) >= 0
                && JsonText.unquote(text.substring(from, to))
                        .equals(quoted.substring(1, quoted.length() - 1));
    }

    /** The value as the number of an attachment, or -1 if it cannot be one. */
    private int index(int from, int to) {
        if (to - from > 9) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < to; i++) {
            if (!isDigit(charAt(i))) {
                return -1;
            }
            number = number * 10 + (bytes[i] - '0');
        }
        return number;
    }

    static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isHexDigit(char c) {
        return isDigit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    }
}
