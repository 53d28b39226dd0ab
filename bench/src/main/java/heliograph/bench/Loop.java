package heliograph.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A thread that reads and writes many connections. */
final class Loop implements AutoCloseable {
    private final Selector selector;
    private final Thread thread;
    private final ByteBuffer buffer =
            ByteBuffer.allocateDirect(FrameReader.MAX_MESSAGE_BYTES + (1 << 18));
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final SplittableRandom random = new SplittableRandom();
    private volatile boolean stopped;

    /** A loop that does not run yet. */
    Loop(String name) {
        try {
            selector = Selector.open();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        thread = Thread.ofPlatform().daemon().name(name).unstarted(this::run);
    }

    /** Starts the thread. */
    Loop started() {
        thread.start();
        return this;
    }

    /** Runs on this loop's thread, soon. */
    void execute(Runnable task) {
        tasks.add(task);
        selector.wakeup();
    }

    /**
     * Begins a connection; call it on this loop's thread.
     *
     * @param target path and query
     * @throws IOException if the kernel refuses at once
     */
    Connection connect(Node node, String target, Connection.Listener listener) throws IOException {
        SocketChannel channel = SocketChannel.open();
        try {
            channel.configureBlocking(false);
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
            boolean connected = channel.connect(node.address());
            SelectionKey key = channel.register(selector, SelectionKey.OP_CONNECT);
            Handshake handshake = new Handshake(node, target, random);
            Connection connection = new Connection(key, handshake, listener, random.split());
            key.attach(connection);
            if (connected) { // on loopback it often is; the selector then never says so
                connection.onConnected();
            }
            return connection;
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    private void run() {
        try {
            while (!stopped) {
                selector.select(this::serve);
                for (Runnable task = tasks.poll(); task != null; task = tasks.poll()) {
                    task.run();
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve(SelectionKey key) {
        if (key.attachment() instanceof Connection connection) {
            try {
                connection.onReady(buffer);
            } catch (RuntimeException e) { // one connection's trouble must not end the others
                connection.fail(e.toString());
            }
        }
    }

    @Override
    public void close() {
        stopped = true;
        selector.wakeup();
        try {
            thread.join(5_000);
            for (SelectionKey key : selector.keys()) {
                key.channel().close();
            }
            selector.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
