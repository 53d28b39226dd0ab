package heliograph.transport.grizzly;

import java.nio.charset.StandardCharsets;

/**
 * Frames of a server, ready for the wire: header and payload in one array, unmasked (RFC 6455
 * section 5.2).
 */
final class Frames {
    static final int FIN = 0x80;
    static final int TEXT = 0x1;
    static final int BINARY = 0x2;
    static final int CLOSE = 0x8;
    static final int PING = 0x9;

    /** Payload lengths above this have two or eight bytes of their own. */
    static final int SHORT_PAYLOAD = 125;

    private static final int TWO_BYTES_PAYLOAD = 0xFFFF;

    private Frames() {}

    /** A whole text message. */
    static byte[] text(String text) {
        return frame(TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A whole binary message. */
    static byte[] binary(byte[] payload) {
        return frame(BINARY, payload);
    }

    /** A ping without payload. */
    static byte[] ping() {
        return frame(PING, new byte[0]);
    }

    /** A close frame; a reason that is too long for a control frame is left out. */
    static byte[] close(int code, String reason) {
        byte[] words = reason.getBytes(StandardCharsets.UTF_8);
        int length = 2 + words.length <= SHORT_PAYLOAD ? words.length : 0;
        byte[] payload = new byte[2 + length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(words, 0, payload, 2, length);
        return frame(CLOSE, payload);
    }

    private static byte[] frame(int opcode, byte[] payload) {
        int header = headerLength(payload.length);
        byte[] frame = new byte[header + payload.length];
        putHeader(frame, FIN | opcode, payload.length);
        System.arraycopy(payload, 0, frame, header, payload.length);
        return frame;
    }

    /** Bytes before a payload of this length where there is no mask. */
    static int headerLength(int payloadLength) {
        return payloadLength <= SHORT_PAYLOAD ? 2 : payloadLength <= TWO_BYTES_PAYLOAD ? 4 : 10;
    }

    /** Writes the header of an unmasked frame to the start of an array. */
    static void putHeader(byte[] frame, int firstByte, int payloadLength) {
        frame[0] = (byte) firstByte;
        switch (headerLength(payloadLength)) {
            case 2 -> frame[1] = (byte) payloadLength;
            case 4 -> {
                frame[1] = 126;
                frame[2] = (byte) (payloadLength >> 8);
                frame[3] = (byte) payloadLength;
            }
            default -> {
                frame[1] = 127;
                for (int i = 0; i < Integer.BYTES; i++) {
                    frame[6 + i] = (byte) (payloadLength >> (24 - 8 * i));
                }
            }
        }
    }
}
