package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** WebSocket frames as a client writes them: whole and masked (RFC 6455, sections 5.2 and 5.3). */
final class Frames {
    /** Opcode of a continuation frame. */
    static final int CONTINUATION = 0x0;

    /** Opcode of a text frame. */
    static final int TEXT = 0x1;

    /** Opcode of a binary frame. */
    static final int BINARY = 0x2;

    /** Opcode of a close frame. */
    static final int CLOSE = 0x8;

    /** Opcode of a ping frame. */
    static final int PING = 0x9;

    /** Opcode of a pong frame. */
    static final int PONG = 0xA;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int LENGTH_IN_16_BITS = 126;
    private static final int LENGTH_IN_64_BITS = 127;
    private static final VarHandle LONGS =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Frames() {}

    /** A text frame, ready to write. */
    static ByteBuffer text(String text, int maskingKey) {
        return frame(TEXT, text.getBytes(UTF_8), maskingKey);
    }

    /** A close frame with a code and no reason, ready to write. */
    static ByteBuffer close(int code, int maskingKey) {
        return frame(CLOSE, new byte[] {(byte) (code >>> 8), (byte) code}, maskingKey);
    }

    /**
     * A whole frame, ready to write.
     *
     * @param opcode one of the constants above
     * @param payload left as it is
     * @param maskingKey unpredictable to whoever chose the payload
     */
    static ByteBuffer frame(int opcode, byte[] payload, int maskingKey) {
        ByteBuffer frame = ByteBuffer.allocate(payload.length + 14);
        frame.put((byte) (FIN | opcode));
        if (payload.length < LENGTH_IN_16_BITS) {
            frame.put((byte) (MASKED | payload.length));
        } else if (payload.length <= 0xFFFF) {
            frame.put((byte) (MASKED | LENGTH_IN_16_BITS)).putShort((short) payload.length);
        } else {
            frame.put((byte) (MASKED | LENGTH_IN_64_BITS)).putLong(payload.length);
        }
        frame.putInt(maskingKey);
        int start = frame.position();
        frame.put(payload);
        mask(frame.array(), start, payload.length, maskingKey);
        return frame.flip();
    }

    /** Masks or unmasks in place; eight bytes at a time, because descriptions are long. */
    static void mask(byte[] bytes, int start, int length, int maskingKey) {
        long wide = ((long) maskingKey << 32) | (maskingKey & 0xFFFF_FFFFL);
        int end = start + length;
        int at = start;
        for (; at + Long.BYTES <= end; at += Long.BYTES) {
            LONGS.set(bytes, at, (long) LONGS.get(bytes, at) ^ wide);
        }
        for (int shift = 56; at < end; at++, shift -= 8) {
            bytes[at] ^= (byte) (wide >>> shift);
        }
    }
}
