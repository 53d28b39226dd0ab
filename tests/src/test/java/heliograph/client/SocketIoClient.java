package heliograph.client;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;

/**
 * Speaks Socket.IO 5 packet by packet, so that a test can also send broken ones. The real {@code
 * socket.io-client} is tested beside it.
 */
public final class SocketIoClient extends Client implements RawSocket.Events {
    private static final Pattern PACKET =
            Pattern.compile("4([0-6])/webrtc(?:,(\\d*)(.*))?", Pattern.DOTALL);

    private final CompletableFuture<JsonNode> connected = new CompletableFuture<>();
    private final CompletableFuture<JsonNode> refused = new CompletableFuture<>();
    private final CompletableFuture<String> disconnected = new CompletableFuture<>();
    private final String auth;
    private volatile String offset = "";
    private String broughtPid = "";
    private RawSocket socket;

    @SuppressWarnings("NullAway.Init") // the socket needs its listener first
    private SocketIoClient(String user, String auth) {
        super(user);
        this.auth = auth;
    }

    /** Connects to the namespace and waits for the greeting. */
    public static SocketIoClient open(int port, String user, String auth) {
        SocketIoClient client = knock(port, user, auth);
        client.isGreeted();
        return client;
    }

    /** Connects to the namespace and waits for the CONNECT_ERROR. */
    public static JsonNode refused(int port, String auth) {
        return knock(port, "nobody", auth).isRefused();
    }

    /** Asks to be let into the namespace, whatever the answer will be. */
    public static SocketIoClient knock(int port, String user, String auth) {
        SocketIoClient client = new SocketIoClient(user, auth);
        client.dial(port);
        return client;
    }

    /** Asks once more on the same connection and waits for the greeting. */
    public void knockAgain(String auth) {
        sayRaw("40/webrtc," + auth);
        isGreeted();
    }

    @Override
    public String pid() {
        return await(connected, "CONNECT answer").path("pid").asString("");
    }

    /** The socket's id. */
    public String sid() {
        return await(connected, "CONNECT answer").path("sid").asString();
    }

    @Override
    public String offset() {
        return offset;
    }

    @Override
    public boolean isResumed() {
        return !broughtPid.isEmpty() && broughtPid.equals(pid());
    }

    @Override
    protected Client successor(String pid, String offset) {
        SocketIoClient client = new SocketIoClient(user(), auth);
        client.broughtPid = pid;
        client.offset = offset;
        return client;
    }

    @Override
    protected void isAnswered() {
        await(connected, "CONNECT answer");
    }

    @Override
    public void stopReading() {
        socket.stopReading();
    }

    @Override
    public void readOn() {
        socket.readOn();
    }

    private String greeting() {
        if (broughtPid.isEmpty()) {
            return auth;
        }
        String more = offset.isEmpty() ? "" : ",\"offset\":\"" + offset + '"';
        return auth.substring(0, auth.length() - 1) + ",\"pid\":\"" + broughtPid + '"' + more + '}';
    }

    @Override
    protected void dial(int port) {
        socket =
                RawSocket.connect(
                        URI.create(
                                "ws://127.0.0.1:" + port + "/socket.io/?EIO=4&transport=websocket"),
                        Map.of(),
                        this);
    }

    private void isGreeted() {
        await(connected, "CONNECT answer");
        hears("connected");
    }

    /** Waits for the CONNECT_ERROR. */
    public JsonNode isRefused() {
        return await(refused, "CONNECT_ERROR");
    }

    /** Leaves the namespace with a DISCONNECT packet; the connection stays. */
    public void leaveNamespace() {
        sayRaw("41/webrtc,");
    }

    /** Waits until the server made this client leave the namespace. */
    public void isDisconnected() {
        await(disconnected, "DISCONNECT");
    }

    @Override
    public void say(String event, String json) {
        sayRaw("42/webrtc,[\"" + event + "\"," + json + "]");
    }

    @Override
    protected void sayWithId(int id, String event, String json) {
        sayRaw("42/webrtc," + id + "[\"" + event + "\"," + json + "]");
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
        leaveNamespace();
        socket.close();
    }

    @Override
    public void text(RawSocket from, String message) {
        if (message.startsWith("0")) {
            from.send("40/webrtc," + greeting());
            return;
        }
        if (message.equals("2")) {
            from.send("3");
            return;
        }
        Matcher packet = PACKET.matcher(message);
        if (!packet.matches()) {
            throw new AssertionError("unexpected packet " + message);
        }
        String payload = packet.group(3);
        switch (packet.group(1)) {
            case "0" -> connected.complete(JSON.readTree(payload));
            case "1" -> disconnected.complete("");
            case "2" -> {
                JsonNode event = JSON.readTree(payload);
                JsonNode last = event.get(event.size() - 1);
                if (last.isString()) {
                    offset = last.asString(); // as socket.io-client does (socketio-facts C2)
                }
                hear(event.get(0).asString(), event.get(1));
            }
            case "3" -> answered(Integer.parseInt(packet.group(2)), JSON.readTree(payload).get(0));
            case "4" -> refused.complete(JSON.readTree(payload));
            default -> throw new AssertionError("unexpected packet " + message);
        }
    }

    @Override
    public void binary(byte[] message) {
        throw new AssertionError("a binary frame, though nothing binary is said here");
    }

    @Override
    public void closed(int code, String reason) {
        connected.completeExceptionally(new IllegalStateException("closed: " + code + reason));
        ended(code, reason);
    }
}
