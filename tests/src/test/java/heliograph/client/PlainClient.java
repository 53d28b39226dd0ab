package heliograph.client;

import java.net.URI;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Speaks the plain frames of {@code /webrtc/ws}. */
public final class PlainClient extends Client implements RawSocket.Events {
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
            hear(event, frame.path("data"));
        }
    }

    @Override
    public void binary(byte[] message) {
        throw new AssertionError("a binary frame on the plain protocol");
    }

    @Override
    public void closed(int code, String reason) {
        ended(code, reason);
    }
}
