package heliograph.transport.grizzly;

import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.AsyncQueueWriter;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.tyrus.spi.CompletionHandler;
import org.glassfish.tyrus.spi.Writer;

/**
 * The one way out of a WebSocket: our frames and those of Tyrus (pongs, answers to a close) leave
 * in the order of the calls. Grizzly writes what the kernel takes at once and queues the rest
 * without any bound, so the bound is kept here. Nothing follows the close frame.
 */
final class Outbound extends Writer {
    /** What the connection must know of its outbound side. */
    interface Owner {
        /** The bound is reached, the peer does not read: nothing but a farewell goes out now. */
        void overflow();

        /** Tyrus has said all it had to say, close frame included. */
        void tyrusFinished();
    }

    private final TCPNIOConnection tcp;
    private final AsyncQueueWriter<SocketAddress> writer;
    private final long maxQueuedBytes;
    private final Owner owner;
    private final AtomicLong queued = new AtomicLong();
    private boolean sealed;

    Outbound(TCPNIOConnection tcp, long maxQueuedBytes, Owner owner) {
        this.tcp = tcp;
        this.writer = ((TCPNIOTransport) tcp.getTransport()).getAsyncQueueIO().getWriter();
        this.maxQueuedBytes = maxQueuedBytes;
        this.owner = owner;
    }

    /** Queues a frame; dropped where the connection is closing. */
    void frame(byte[] frame) {
        synchronized (this) {
            if (sealed) {
                return;
            }
            if (queued.addAndGet(frame.length) <= maxQueuedBytes) {
                write(frame, new Taken(frame.length));
                return;
            }
            queued.addAndGet(-frame.length);
            sealed = true;
        }
        owner.overflow();
    }

    /** Queues the close frame of one whose bound is reached, which it exceeds by a few bytes. */
    synchronized void farewell(byte[] frame) {
        queued.addAndGet(frame.length);
        write(frame, new Taken(frame.length));
    }

    /**
     * Queues the close frame, the last one.
     *
     * @param first runs before the peer can see the frame: its answer may be faster than our return
     * @return whether it was the first
     */
    synchronized boolean close(byte[] frame, Runnable first) {
        if (sealed) {
            return false;
        }
        sealed = true;
        first.run();
        queued.addAndGet(frame.length);
        write(frame, new Taken(frame.length));
        return true;
    }

    /** Drops whatever comes from now on. */
    synchronized void seal() {
        sealed = true;
    }

    /** Bytes queued and not yet taken by the kernel. */
    long queuedBytes() {
        return queued.get();
    }

    /** A frame of Tyrus. */
    @Override
    public void write(ByteBuffer buffer, CompletionHandler<ByteBuffer> handler) {
        byte[] frame = new byte[buffer.remaining()];
        buffer.get(frame);
        frame(frame);
        handler.completed(buffer);
    }

    @Override
    public void close() {
        owner.tyrusFinished();
    }

    private void write(byte[] frame, Taken handler) {
        writer.write(tcp, null, Buffers.wrap(tcp.getMemoryManager(), frame), handler);
    }

    private final class Taken
            extends EmptyCompletionHandler<WriteResult<WritableMessage, SocketAddress>> {
        private final int bytes;

        Taken(int bytes) {
            this.bytes = bytes;
        }

        @Override
        public void completed(WriteResult<WritableMessage, SocketAddress> result) {
            queued.addAndGet(-bytes);
        }

        @Override
        public void failed(Throwable failure) {
            queued.addAndGet(-bytes);
        }

        @Override
        public void cancelled() {
            queued.addAndGet(-bytes);
        }
    }
}
