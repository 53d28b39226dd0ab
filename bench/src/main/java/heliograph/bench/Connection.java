package heliograph.bench;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket. Reading happens on its loop's thread only; {@link #send} may be called by any
 * thread and writes at once where the kernel takes it.
 */
final class Connection {
    private static final int MAX_WAITING_BYTES = 1 << 24;

    /**
     * What the owner of a connection is told, on the loop's thread; {@link #onClosed} also on the
     * thread whose {@link #send} failed.
     */
    interface Listener {
        /** The handshake is done. */
        void onOpen();

        /** A text message. */
        void onText(byte[] utf8);

        /** The end, once; also where it never opened. */
        void onClosed(String why);
    }

    private final SocketChannel channel;
    private final SelectionKey key;
    private final Handshake handshake;
    private final Listener listener;
    private final SplittableRandom random;
    private final FrameReader frames = new FrameReader();
    private final Deque<ByteBuffer> waiting = new ArrayDeque<>();
    private long waitingBytes;
    private boolean open;
    private boolean closed;
    private byte @Nullable [] rest;

    Connection(SelectionKey key, Handshake handshake, Listener listener, SplittableRandom random) {
        this.key = key;
        this.channel = (SocketChannel) key.channel();
        this.handshake = handshake;
        this.listener = listener;
        this.random = random;
    }

    /** TCP is connected: asks for the upgrade. */
    void onConnected() {
        key.interestOps(SelectionKey.OP_READ);
        queue(handshake.request());
    }

    /** Sends a text message. Without effect once closed. */
    void send(String text) {
        write(text, 0);
    }

    /** Sends a close frame; the connection ends when the server ends it. */
    void close() {
        write(null, 1000);
    }

    private synchronized void write(@Nullable String text, int closeCode) {
        if (closed || !open) {
            return;
        }
        int mask = random.nextInt();
        queue(text == null ? Frames.close(closeCode, mask) : Frames.text(text, mask));
    }

    private synchronized void pong(byte[] payload) {
        queue(Frames.frame(Frames.PONG, payload, random.nextInt()));
    }

    private synchronized void queue(ByteBuffer bytes) {
        try {
            if (waiting.isEmpty()) {
                channel.write(bytes);
            }
            if (bytes.hasRemaining()) {
                waiting.add(bytes);
                waitingBytes += bytes.remaining();
                key.interestOpsOr(SelectionKey.OP_WRITE);
                key.selector().wakeup();
            }
            if (waitingBytes > MAX_WAITING_BYTES) {
                throw new IOException("the server does not read: more than 16 MB wait for it");
            }
        } catch (IOException e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    /** Called by the loop. */
    void onReady(ByteBuffer buffer) {
        try {
            if (key.isConnectable() && channel.finishConnect()) {
                onConnected();
            }
            if (key.isValid() && key.isWritable()) {
                flush();
            }
            if (key.isValid() && key.isReadable()) {
                read(buffer);
            }
        } catch (IOException | FrameReader.BadFrame | Handshake.Refused e) {
            fail(String.valueOf(e.getMessage()));
        }
    }

    private synchronized void flush() throws IOException {
        for (ByteBuffer next = waiting.peek(); next != null; next = waiting.peek()) {
            waitingBytes -= channel.write(next);
            if (next.hasRemaining()) {
                return;
            }
            waiting.remove();
        }
        key.interestOpsAnd(~SelectionKey.OP_WRITE);
    }

    private void read(ByteBuffer buffer) throws IOException {
        buffer.clear();
        if (rest != null) {
            buffer.put(rest);
            rest = null;
        }
        boolean ended = channel.read(buffer) < 0;
        buffer.flip();
        if (!open && handshake.accept(buffer)) {
            synchronized (this) {
                open = true;
            }
            listener.onOpen();
        }
        if (open) {
            frames.read(buffer, this::take);
        }
        if (buffer.hasRemaining()) {
            // One large buffer per loop and a small rest per connection: thousands of idle
            // connections must not cost the generator a buffer each.
            rest = new byte[buffer.remaining()];
            buffer.get(rest);
        }
        if (ended) {
            fail(open ? "closed by the server" : "closed by the server during the handshake");
        }
    }

    private void take(int opcode, byte[] payload) {
        switch (opcode) {
            case Frames.TEXT -> listener.onText(payload);
            case Frames.PING -> pong(payload);
            case Frames.CLOSE -> {
                int code =
                        payload.length < 2
                                ? 1005
                                : ((payload[0] & 0xFF) << 8) | (payload[1] & 0xFF);
                close();
                fail("closed by the server with " + code);
            }
            default -> {
                // Binary and pong: nothing of ours asks for them.
            }
        }
    }

    /** Ends the connection at once. */
    void fail(String why) {
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
        }
        key.cancel();
        try {
            channel.close();
        } catch (IOException e) {
            // It is gone either way.
        }
        listener.onClosed(why);
    }
}
