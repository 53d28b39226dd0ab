package heliograph.transport.grizzly;

import static org.assertj.core.api.Assertions.fail;

import heliograph.transport.HttpRequest;
import heliograph.transport.Socket;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketEndpoint;
import heliograph.transport.SocketListener;
import heliograph.transport.TransportConfig.Farewell;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Accepts everyone, echoes everything, remembers what happened. */
class RecordingEndpoint implements SocketEndpoint {
    /** What a slow reader hears. */
    static final Farewell FAREWELL = new Farewell(4008, "too slow a reader");

    private static final long PATIENCE_SECONDS = 5;

    final BlockingQueue<HttpRequest> requests = new LinkedBlockingQueue<>();
    final BlockingQueue<Socket> sockets = new LinkedBlockingQueue<>();
    final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    final BlockingQueue<SocketClosed> ends = new LinkedBlockingQueue<>();

    @Override
    public CompletionStage<Decision> decide(HttpRequest upgrade) {
        requests.add(upgrade);
        return CompletableFuture.completedFuture(accept());
    }

    Decision accept() {
        return new Decision.Accept(socket -> {
            sockets.add(socket);
            return listener(socket);
        });
    }

    SocketListener listener(Socket socket) {
        return new SocketListener() {
            @Override
            public void onText(String text) {
                events.add("text " + text);
                socket.send(text);
            }

            @Override
            public void onBinary(byte[] binary) {
                events.add("binary " + binary.length);
                socket.send(binary);
            }

            @Override
            public void onPong() {
                events.add("pong");
            }

            @Override
            public void onClose(SocketClosed closed) {
                events.add("close " + closed.code() + " " + closed.by());
                ends.add(closed);
            }
        };
    }

    static <T> T next(BlockingQueue<T> queue) {
        try {
            T next = queue.poll(PATIENCE_SECONDS, TimeUnit.SECONDS);
            return next == null ? fail("nothing came") : next;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
