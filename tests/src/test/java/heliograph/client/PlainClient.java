package heliograph.client;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import tools.jackson.databind.JsonNode;

/** Speaks the plain frames of {@code /webrtc/ws}. */
public final class PlainClient extends Client implements RawSocket.Events {
    private final CompletableFuture<Boolean> welcomed = new CompletableFuture<>();
    private volatile String pid = "";
    private volatile String offset = "";
    private volatile boolean resumed;
    private RawSocket socket;

    @SuppressWarnings("NullAway.Init") // the socket needs its listener first
    private PlainClient(String user) {
        super(user);
    }

    /** Connects and waits for the greeting. */
    public static PlainClient open(URI uri, String user, Map<String, String> headers) {
        PlainClient client = new PlainClient(user);
        client.socket = RawSocket.connect(uri, headers, client);
        client.hears("connected");
        return client;
    }

    @Override
    public String pid() {
        return pid;
    }

    @Override
    public String offset() {
        return offset;
    }

    @Override
    public boolean isResumed() {
        return resumed;
    }

    @Override
    protected Client successor(String pid, String offset) {
        PlainClient client = new PlainClient(user());
        client.pid = pid;
        client.offset = offset;
        return client;
    }

    @Override
    protected void dial(int port) {
        URI to =
                URI.create(
                        "ws://127.0.0.1:"
                                + port
                                + "/webrtc/ws?userId="
                                + user()
                                + "&pid="
                                + pid
                                + (offset.isEmpty() ? "" : "&offset=" + offset));
        socket = RawSocket.connect(to, Map.of(), this);
    }

    @Override
    protected void isAnswered() {
        await(welcomed, "greeting");
    }

    @Override
    public void stopReading() {
        socket.stopReading();
    }

    @Override
    public void readOn() {
        socket.readOn();
    }

    @Override
    public void say(String event, String json) {
        sayRaw("{\"event\":\"" + event + "\",\"data\":" + json + "}");
    }

    @Override
    protected void sayWithId(int id, String event, String json) {
        sayRaw("{\"event\":\"" + event + "\",\"data\":" + json + ",\"id\":" + id + "}");
    }

    @Override
    public void sayRaw(String frame) {
        socket.send(frame);
    }

    @Override
    public void sayRaw(byte[] frame) {
        socket.send(frame);
    }

    @Override
    public void cut() {
        socket.cut();
    }

    @Override
    public void close() {
        socket.close();
    }

    @Override
    public void text(RawSocket from, String message) {
        JsonNode frame = JSON.readTree(message);
        String event = frame.path("event").asString();
        if (event.equals("ack")) {
            answered(frame.path("id").asInt(), frame.path("data"));
        } else {
            offset = frame.path("offset").asString(offset);
            pid = frame.path("pid").asString(pid);
            if (event.equals("resumed")) {
                resumed = true;
                welcomed.complete(true);
                return;
            }
            hear(event, frame.path("data"));
            if (event.equals("connected")) {
                welcomed.complete(false);
            }
        }
    }

    @Override
    public void binary(byte[] message) {
        throw new AssertionError("a binary frame on the plain protocol");
    }

    @Override
    public void closed(int code, String reason) {
        welcomed.completeExceptionally(new IllegalStateException("closed: " + code + reason));
        ended(code, reason);
    }
}
