package heliograph.bench;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a server's frames apart (RFC 6455, section 5). One per connection: it remembers a message
 * that comes in fragments. Not thread-safe.
 */
final class FrameReader {
    /** The largest message a gateway of ours relays, and room for the packet around it. */
    static final int MAX_MESSAGE_BYTES = 1 << 21;

    private @Nullable ByteArrayOutputStream fragments;
    private int fragmentedOpcode;

    /** Takes whole messages and control frames. */
    interface Sink {
        /**
         * A message or a control frame.
         *
         * @param opcode {@link Frames#TEXT}, {@link Frames#BINARY}, {@link Frames#CLOSE}, {@link
         *     Frames#PING} or {@link Frames#PONG}
         */
        void onMessage(int opcode, byte[] payload);
    }

    /** What a server must not send. */
    static final class BadFrame extends RuntimeException {
        private static final long serialVersionUID = 1L;

        BadFrame(String message) {
            super(message);
        }
    }

    /**
     * Takes every whole frame out of the buffer and leaves what has not arrived whole.
     *
     * @throws BadFrame where the server breaks the protocol
     */
    void read(ByteBuffer in, Sink sink) {
        while (true) {
            int start = in.position();
            byte[] payload = takePayload(in);
            if (payload == null) {
                in.position(start);
                return;
            }
            int first = in.get(start);
            take((first & 0x80) != 0, first & 0x0F, payload, sink);
        }
    }

    private static byte @Nullable [] takePayload(ByteBuffer in) {
        if (in.remaining() < 2) {
            return null;
        }
        int first = in.get();
        if ((first & 0x70) != 0) {
            throw new BadFrame("a reserved bit is set without an extension");
        }
        int second = in.get();
        if ((second & 0x80) != 0) {
            throw new BadFrame("a server must not mask");
        }
        long length = second & 0x7F;
        if (length >= 126) {
            int size = length == 126 ? Short.BYTES : Long.BYTES;
            if (in.remaining() < size) {
                return null;
            }
            length = size == Short.BYTES ? in.getShort() & 0xFFFF : in.getLong();
        }
        if (length < 0 || length > MAX_MESSAGE_BYTES) {
            throw new BadFrame("a frame of " + length + " bytes");
        }
        if (in.remaining() < length) {
            return null;
        }
        byte[] payload = new byte[(int) length];
        in.get(payload);
        return payload;
    }

    private void take(boolean last, int opcode, byte[] payload, Sink sink) {
        switch (opcode) {
            case Frames.CLOSE, Frames.PING, Frames.PONG -> {
                if (!last || payload.length > 125) {
                    throw new BadFrame("a control frame is fragmented or too long");
                }
                sink.onMessage(opcode, payload);
            }
            case Frames.TEXT, Frames.BINARY -> {
                if (fragments != null) {
                    throw new BadFrame("a new message inside a fragmented one");
                }
                if (last) {
                    sink.onMessage(opcode, payload);
                } else {
                    fragmentedOpcode = opcode;
                    fragments = new ByteArrayOutputStream();
                    fragments.writeBytes(payload);
                }
            }
            case Frames.CONTINUATION -> takeContinuation(last, payload, sink);
            default -> throw new BadFrame("opcode " + opcode);
        }
    }

    private void takeContinuation(boolean last, byte[] payload, Sink sink) {
        ByteArrayOutputStream soFar = fragments;
        if (soFar == null) {
            throw new BadFrame("a continuation of nothing");
        }
        soFar.writeBytes(payload);
        if (soFar.size() > MAX_MESSAGE_BYTES) {
            throw new BadFrame("a message of more than " + MAX_MESSAGE_BYTES + " bytes");
        }
        if (last) {
            fragments = null;
            sink.onMessage(fragmentedOpcode, soFar.toByteArray());
        }
    }
}
