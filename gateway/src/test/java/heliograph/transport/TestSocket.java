package heliograph.transport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/**
 * A WebSocket whose other end is the test. As with a real one the listener is called by one thread,
 * which is neither the test's nor a sender's.
 */
public final class TestSocket implements Socket {
    private static final InetSocketAddress CLIENT =
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 50_000);
    private static final long PATIENCE_SECONDS = 5;

    private final BlockingQueue<Object> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closeCode = new CompletableFuture<>();
    private final CompletableFuture<SocketListener> listener = new CompletableFuture<>();
    private final AtomicBoolean ended = new AtomicBoolean();
    private final ExecutorService selector =
            Executors.newSingleThreadExecutor(Thread.ofPlatform().daemon().factory());

    /** Upgrades at an endpoint that must accept. */
    public static TestSocket open(SocketEndpoint endpoint, HttpRequest upgrade) {
        TestSocket socket = new TestSocket();
        SocketEndpoint.Decision decision = now(endpoint.decide(upgrade).toCompletableFuture());
        switch (decision) {
            case SocketEndpoint.Decision.Accept(var opened) ->
                    now(
                            CompletableFuture.runAsync(
                                    () -> socket.listener.complete(opened.apply(socket)),
                                    socket.selector));
            case SocketEndpoint.Decision.Refuse refusal -> fail("refused: " + refusal);
        }
        return socket;
    }

    /** A request with these parameters, written {@code a=b&c=d}. */
    public static HttpRequest request(String method, String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        for (String pair : query.split("&", -1)) {
            int equals = pair.indexOf('=');
            if (equals > 0) {
                parameters.put(pair.substring(0, equals), List.of(pair.substring(equals + 1)));
            }
        }
        return new HttpRequest(
                method, List.of("engine.io", ""), parameters, Map.of(), new byte[0], CLIENT);
    }

    /** The client sends a text frame; returns when the listener has seen it. */
    public void says(String text) {
        deliver(to -> to.onText(text));
    }

    /** The client sends a binary frame. */
    public void says(byte[] binary) {
        deliver(to -> to.onBinary(binary));
    }

    /** The connection ends from without. */
    public void ends(int code, SocketClosed.By by) {
        if (ended.compareAndSet(false, true)) {
            deliver(to -> to.onClose(new SocketClosed(code, by)));
        }
    }

    /** The next frame, which must be text. */
    public String hears() {
        return (String) next();
    }

    /** The next frame, which must be binary. */
    public byte[] hearsBinary() {
        return (byte[]) next();
    }

    /** Nothing has been sent that the test has not heard, and the socket is open. */
    public void hearsNothing() {
        deliver(to -> {});
        assertThat(frames).isEmpty();
        assertThat(closeCode).isNotDone();
    }

    /** The server closes with this code, within the test's patience. */
    public void isClosedWith(int code) {
        assertThat(now(closeCode)).isEqualTo(code);
    }

    /** Whether the server has closed. */
    public boolean isClosed() {
        return closeCode.isDone();
    }

    @Override
    public void send(String text) {
        frames.add(text);
    }

    @Override
    public void send(byte[] binary) {
        frames.add(binary);
    }

    /** Answered at once, as the WebSockets of clients do. */
    @Override
    public void ping() {
        selector.execute(() -> listener.join().onPong());
    }

    @Override
    public void close(int code, String reason) {
        closeCode.complete(code);
        if (ended.compareAndSet(false, true)) {
            SocketClosed closed = new SocketClosed(code, SocketClosed.By.US);
            selector.execute(() -> now(listener).onClose(closed));
        }
    }

    @Override
    public long queuedBytes() {
        return frames.size();
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return CLIENT;
    }

    private Object next() {
        try {
            Object frame = frames.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return frame == null ? fail("no frame came") : frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private void deliver(Consumer<SocketListener> what) {
        now(CompletableFuture.runAsync(() -> what.accept(now(listener)), selector));
    }

    private static <T> T now(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }
}
