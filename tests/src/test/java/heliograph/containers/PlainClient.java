package heliograph.containers;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A client of the plain WebSocket protocol. Everything waited for has {@link #PATIENCE} to come.
 */
final class PlainClient implements Client {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final String name;
    private final WebSocket socket;
    private final Inbox inbox = new Inbox();
    private int lastId;

    /**
     * Connects and waits for {@code connected}.
     *
     * @throws java.util.concurrent.CompletionException if the handshake is refused
     */
    PlainClient(HttpClient http, URI node, String userId) {
        name = userId;
        socket =
                http.newWebSocketBuilder()
                        .header("Authorization", "Bearer " + Tokens.of(userId))
                        .connectTimeout(PATIENCE)
                        .buildAsync(URI.create("ws://" + node.getAuthority() + "/webrtc/ws"), inbox)
                        .join();
        hears("connected");
    }

    @Override
    public void says(String event, Map<String, ?> data) {
        send(frame(event, data));
    }

    @Override
    public JsonNode asks(String event, Map<String, ?> data) {
        int id = ++lastId;
        send(frame(event, data).put("id", id));
        return inbox.take(
                        frame -> is(frame, "ack") && frame.path("id").asInt(-1) == id,
                        name + " gets an ack for " + event)
                .path("data");
    }

    @Override
    public JsonNode hears(String event) {
        return inbox.take(frame -> is(frame, event), name + " hears " + event).path("data");
    }

    @Override
    public List<JsonNode> heardSoFar(String event) {
        return inbox.all().stream()
                .filter(frame -> is(frame, event))
                .map(frame -> frame.path("data"))
                .toList();
    }

    /** Whether the connection is over, whoever ended it. */
    boolean isClosed() {
        return inbox.isClosed() || socket.isOutputClosed();
    }

    /** Leaves without a word. */
    @Override
    public void close() {
        socket.abort();
    }

    private void send(JsonNode frame) {
        socket.sendText(frame.toString(), true).join();
    }

    private static ObjectNode frame(String event, Map<String, ?> data) {
        ObjectNode frame = JSON.createObjectNode().put("event", event);
        frame.set("data", JSON.<JsonNode>valueToTree(data));
        return frame;
    }

    private static boolean is(JsonNode frame, String event) {
        return frame.path("event").asString("").equals(event);
    }

    /** What has come, and what of it nobody has waited for yet. */
    private static final class Inbox implements WebSocket.Listener {
        private final StringBuilder partial = new StringBuilder();
        private final List<JsonNode> all = new ArrayList<>();
        private final List<JsonNode> waiting = new ArrayList<>();
        private boolean closed;

        @Override
        public synchronized @Nullable CompletionStage<?> onText(
                WebSocket webSocket, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                JsonNode frame = JSON.readTree(partial.toString());
                partial.setLength(0);
                all.add(frame);
                waiting.add(frame);
                notifyAll();
            }
            webSocket.request(1);
            return null;
        }

        @Override
        public synchronized @Nullable CompletionStage<?> onClose(
                WebSocket webSocket, int statusCode, String reason) {
            closed = true;
            notifyAll();
            return null;
        }

        @Override
        public synchronized void onError(WebSocket webSocket, Throwable error) {
            closed = true;
            notifyAll();
        }

        synchronized boolean isClosed() {
            return closed;
        }

        synchronized List<JsonNode> all() {
            return List.copyOf(all);
        }

        /** Takes the first frame that fits; an AssertionError if none comes in time. */
        synchronized JsonNode take(Predicate<JsonNode> fits, String wanted) {
            long deadline = System.nanoTime() + PATIENCE.toNanos();
            while (true) {
                for (int i = 0; i < waiting.size(); i++) {
                    if (fits.test(waiting.get(i))) {
                        return waiting.remove(i);
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (closed || left <= 0) {
                    throw new AssertionError(
                            "did not happen"
                                    + (closed ? " before the connection closed: " : ": ")
                                    + wanted
                                    + "; all that came: "
                                    + all);
                }
                try {
                    wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new IllegalStateException("interrupted: " + wanted, e);
                }
            }
        }
    }
}
