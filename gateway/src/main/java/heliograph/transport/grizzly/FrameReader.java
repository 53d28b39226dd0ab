package heliograph.transport.grizzly;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.glassfish.grizzly.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * Cuts the bytes of one client into frames and takes the mask off, eight bytes at a time (Tyrus
 * does it byte by byte through a volatile index, which cost 40 % of a server's time). Refuses here,
 * before anything is allocated, what Tyrus accepts: frames without a mask and messages over the
 * bound, whether in one frame or in many. Memory follows the bytes that have come, never those that
 * a header announces: fourteen bytes must not cost a megabyte. Used by the connection's selector
 * thread only.
 */
final class FrameReader {
    /** Where frames go. */
    interface Sink {
        /**
         * A whole frame without its mask.
         *
         * @param frame header and payload, as a server would send them
         * @param payload index of the first byte of the payload
         * @param whole whether this is a whole data message without anything unusual
         */
        void frame(byte[] frame, int payload, boolean whole);

        /** The client broke a rule; no frame follows. */
        void violation(int code, String reason);

        /** Whether frames are still wanted. */
        boolean reading();
    }

    private static final VarHandle LONG =
            MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
    private static final int LONGEST_HEADER = 14;
    private static final int MASK = 4;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_BIG = 1009;

    /** What a frame begins with where it is longer; it doubles as the payload comes. */
    private static final int FIRST_BYTES = 8 * 1024;

    /**
     * Fragments of one message. Tyrus keeps an object for each, so that many small or empty ones
     * would hold far more memory than the bytes that are counted.
     */
    static final int MAX_FRAGMENTS = 1_024;

    private final Sink sink;
    private final int maxMessageBytes;

    private final byte[] header = new byte[LONGEST_HEADER];
    private int headerRead;
    private byte @Nullable [] frame;
    private int frameLength;
    private int payload;
    private int written;
    private int mask;

    /** Bytes of the unfinished message whose fragments were seen so far. */
    private long fragmentBytes;

    private int fragments;

    /** Whether a message has begun whose last fragment has not been seen. */
    private boolean fragmented;

    private boolean whole;
    private boolean broken;

    FrameReader(Sink sink, int maxMessageBytes) {
        this.sink = sink;
        this.maxMessageBytes = maxMessageBytes;
    }

    /**
     * Reads the buffer until a rule is broken or the sink wants no more; the rest is for nobody.
     */
    void read(Buffer in) {
        while (!broken && in.hasRemaining() && sink.reading()) {
            byte[] current = frame;
            if (current == null) {
                current = readHeader(in);
                if (current == null) {
                    continue;
                }
                frame = current;
            }
            int take = Math.min(frameLength - written, in.remaining());
            if (written + take > current.length) {
                current = Arrays.copyOf(current, grown(current.length, written + take));
                frame = current;
            }
            in.get(current, written, take);
            unmask(current, written, take);
            written += take;
            if (written == frameLength) {
                frame = null;
                headerRead = 0;
                sink.frame(current, payload, whole);
            }
        }
    }

    private int grown(int length, int needed) {
        return (int) Math.min(frameLength, Math.max(2L * length, needed));
    }

    private byte @Nullable [] readHeader(Buffer in) {
        int needed = headerRead < 2 ? 2 : headerLength();
        int take = Math.min(needed - headerRead, in.remaining());
        in.get(header, headerRead, take);
        headerRead += take;
        if (headerRead < 2) {
            return null;
        }
        if (take > 0 && headerRead == 2 && refused()) {
            return null;
        }
        if (headerRead < headerLength()) {
            return null;
        }
        return begin();
    }

    private int headerLength() {
        int length = header[1] & 0x7F;
        return MASK + (length == 127 ? 10 : length == 126 ? 4 : 2);
    }

    private boolean refused() {
        if ((header[1] & 0x80) == 0) {
            violation(PROTOCOL_ERROR, "frames of a client must be masked");
            return true;
        }
        if (control() && (header[1] & 0x7F) > Frames.SHORT_PAYLOAD) {
            violation(PROTOCOL_ERROR, "a control frame has at most 125 bytes");
            return true;
        }
        return false;
    }

    private void violation(int code, String reason) {
        broken = true;
        sink.violation(code, reason);
    }

    private boolean control() {
        return (header[0] & 0x8) != 0;
    }

    private byte @Nullable [] begin() {
        long length = payloadLength();
        if (length < 0) {
            violation(PROTOCOL_ERROR, "the highest bit of a length must be 0");
            return null;
        }
        int first = header[0] & 0xFF;
        whole =
                !fragmented
                        && (first == (Frames.FIN | Frames.TEXT)
                                || first == (Frames.FIN | Frames.BINARY));
        long message = control() ? length : messageLength(length);
        if (message > maxMessageBytes) {
            violation(TOO_BIG, "a message has at most " + maxMessageBytes + " bytes");
            return null;
        }
        if (fragments > MAX_FRAGMENTS) {
            violation(TOO_BIG, "a message has at most " + MAX_FRAGMENTS + " fragments");
            return null;
        }
        int size = (int) length;
        payload = Frames.headerLength(size);
        frameLength = payload + size;
        byte[] begun = new byte[Math.min(frameLength, FIRST_BYTES)];
        Frames.putHeader(begun, header[0], size);
        written = payload;
        int at = headerLength() - MASK;
        mask =
                (header[at] & 0xFF) << 24
                        | (header[at + 1] & 0xFF) << 16
                        | (header[at + 2] & 0xFF) << 8
                        | (header[at + 3] & 0xFF);
        return begun;
    }

    private long payloadLength() {
        int length = header[1] & 0x7F;
        return switch (length) {
            case 126 -> (header[2] & 0xFF) << 8 | (header[3] & 0xFF);
            case 127 -> {
                long long8 = 0;
                for (int i = 2; i < 2 + Long.BYTES; i++) {
                    long8 = long8 << 8 | (header[i] & 0xFF);
                }
                yield long8;
            }
            default -> length;
        };
    }

    /** The length of the message so far, this frame included. */
    private long messageLength(long length) {
        boolean continuation = (header[0] & 0xF) == 0;
        fragmentBytes = continuation ? fragmentBytes + length : length;
        fragments = continuation ? fragments + 1 : 1;
        // Whether the opcode is allowed here is for Tyrus to say.
        fragmented = (header[0] & Frames.FIN) == 0;
        return fragmentBytes;
    }

    private void unmask(byte[] bytes, int from, int length) {
        int shifted = Integer.rotateLeft(mask, 8 * ((from - payload) & 3));
        long twice = (long) shifted << 32 | (shifted & 0xFFFF_FFFFL);
        int i = 0;
        for (; i + Long.BYTES <= length; i += Long.BYTES) {
            LONG.set(bytes, from + i, (long) LONG.get(bytes, from + i) ^ twice);
        }
        for (; i < length; i++) {
            bytes[from + i] ^= (byte) (shifted >> (24 - 8 * (i & 3)));
        }
    }
}
