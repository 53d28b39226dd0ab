package heliograph.conformance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** A client that knows frames and nothing else. */
final class RawWebSocket implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<Object> frames = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final WebSocket socket;

    private RawWebSocket(String uri) {
        socket = now(HTTP.newWebSocketBuilder().buildAsync(URI.create(uri), new Listener()));
    }

    /** Opens a WebSocket that must not be refused. */
    static RawWebSocket open(String uri) {
        return new RawWebSocket(uri);
    }

    void says(String text) {
        now(socket.sendText(text, true));
    }

    void says(byte[] binary) {
        now(socket.sendBinary(ByteBuffer.wrap(binary), true));
    }

    /** The next frame, which must be text. */
    String hears() {
        return (String) next();
    }

    /** The next text frame that is no ping; pings are answered. */
    String hearsMessage() {
        while (true) {
            String text = hears();
            if (!text.equals("2")) {
                return text;
            }
            says("3");
        }
    }

    /** The next frame, which must be binary; pings before it are answered. */
    byte[] hearsBinary() {
        while (true) {
            Object frame = next();
            if (frame instanceof byte[] binary) {
                return binary;
            }
            assertThat(frame).isEqualTo("2");
            says("3");
        }
    }

    /** The server closes with this code; what it sends before does not matter. */
    void isClosedWith(int code) {
        assertThat(now(closed)).isEqualTo(code);
    }

    /** The server closes, with whatever code. */
    void isClosed() {
        assertThat(now(closed)).isNotNull();
    }

    /** Messages that came and were not heard, pings left out. */
    boolean hasHeardAll() {
        return frames.stream().allMatch("2"::equals);
    }

    @Override
    public void close() {
        socket.abort();
    }

    private Object next() {
        try {
            Object frame = frames.poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            return frame == null ? fail("no frame came; closed: " + closed) : frame;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static <T> T now(CompletableFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException | ExecutionException | TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    private final class Listener implements WebSocket.Listener {
        private final StringBuilder text = new StringBuilder();
        private final ByteArrayOutputStream binary = new ByteArrayOutputStream();

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                frames.add(text.toString());
                text.setLength(0);
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onBinary(WebSocket from, ByteBuffer part, boolean last) {
            while (part.hasRemaining()) {
                binary.write(part.get());
            }
            if (last) {
                frames.add(binary.toByteArray());
                binary.reset();
            }
            from.request(1);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return CompletableFuture.completedStage(null);
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }
    }
}
