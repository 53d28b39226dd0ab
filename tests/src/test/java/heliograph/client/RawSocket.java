package heliograph.client;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** A WebSocket of the JDK, whole messages in order. */
final class RawSocket implements WebSocket.Listener {
    private static final HttpClient HTTP =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();

    /** What happens to it. */
    interface Events {
        /** Called with the socket, because the first message may come before connect returns. */
        void text(RawSocket socket, String message);

        void binary(byte[] message);

        void closed(int code, String reason);
    }

    private final Events events;
    private final StringBuilder text = new StringBuilder();
    private final ByteArrayOutputStream binary = new ByteArrayOutputStream();
    private final Object order = new Object();
    private final Object reading = new Object();
    private boolean deaf; // guarded by reading
    private int owed; // guarded by reading: requests to make up for when it listens again
    private final CompletableFuture<WebSocket> first = new CompletableFuture<>();
    private CompletableFuture<WebSocket> socket = first; // guarded by order: done when all is sent

    private RawSocket(Events events) {
        this.events = events;
    }

    /** Connects; a refused handshake fails with the JDK's exception. */
    static RawSocket connect(URI uri, Map<String, String> headers, Events events) {
        RawSocket raw = new RawSocket(events);
        WebSocket.Builder builder = HTTP.newWebSocketBuilder();
        headers.forEach(builder::header);
        CompletableFuture<WebSocket> handshake = builder.buildAsync(uri, raw);
        var _ =
                handshake.whenComplete((ws, failure) -> {
                    if (failure == null) {
                        raw.first.complete(ws);
                    } else {
                        raw.first.completeExceptionally(failure);
                    }
                });
        Client.await(handshake, "handshake with " + uri);
        return raw;
    }

    void send(String message) {
        synchronized (order) {
            socket = socket.thenCompose(ws -> ws.sendText(message, true));
        }
    }

    void send(byte[] message) {
        synchronized (order) {
            socket = socket.thenCompose(ws -> ws.sendBinary(ByteBuffer.wrap(message), true));
        }
    }

    void close() {
        synchronized (order) {
            socket = socket.thenCompose(ws -> ws.sendClose(WebSocket.NORMAL_CLOSURE, ""));
        }
    }

    /** Takes nothing more from the network, so that the other side cannot get rid of it. */
    void stopReading() {
        synchronized (reading) {
            deaf = true;
        }
    }

    /** Takes what has gathered, and all that follows. */
    void readOn() {
        synchronized (reading) {
            deaf = false;
            if (owed > 0) {
                int all = owed;
                owed = 0;
                var _ = first.thenAccept(ws -> ws.request(all));
            }
        }
    }

    private void request(WebSocket ws) {
        synchronized (reading) {
            if (deaf) {
                owed++;
            } else {
                ws.request(1);
            }
        }
    }

    void cut() {
        synchronized (order) {
            var _ = socket.thenAccept(WebSocket::abort);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            String message = text.toString();
            text.setLength(0);
            events.text(this, message);
        }
        request(ws);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket ws, ByteBuffer data, boolean last) {
        byte[] part = new byte[data.remaining()];
        data.get(part);
        binary.writeBytes(part);
        if (last) {
            byte[] message = binary.toByteArray();
            binary.reset();
            events.binary(message);
        }
        request(ws);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
        events.closed(code, reason);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        events.closed(1006, String.valueOf(error.getMessage()));
    }
}
