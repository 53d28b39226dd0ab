package heliograph.engineio;

import java.util.Base64;
import java.util.List;

/**
 * Packets as long polling writes them: text with the byte 0x1e between two, binary messages as
 * {@code b} and base64 (Engine.IO revision 4, "Payload encoding").
 */
final class Payload {
    private static final String SEPARATOR = "\u001e";
    private static final char BINARY = 'b';

    private Payload() {}

    static String join(List<String> packets) {
        return String.join(SEPARATOR, packets);
    }

    static List<String> split(String body) {
        return List.of(body.split(SEPARATOR, -1));
    }

    static String binary(byte[] message) {
        return BINARY + Base64.getEncoder().encodeToString(message);
    }

    static boolean isBinary(String packet) {
        return !packet.isEmpty() && packet.charAt(0) == BINARY;
    }

    /**
     * The message in a binary packet.
     *
     * @throws IllegalArgumentException if it is no base64
     */
    static byte[] message(String packet) {
        return Base64.getDecoder().decode(packet.substring(1));
    }
}
