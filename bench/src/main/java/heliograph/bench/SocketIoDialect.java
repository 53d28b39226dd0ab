package heliograph.bench;

/**
 * Socket.IO 5 on Engine.IO 4 over WebSocket, namespace {@code /webrtc}: what {@code
 * socket.io-client} with {@code transports: ["websocket"]} would send.
 */
final class SocketIoDialect implements Dialect {
    private static final String CONNECT = "40/webrtc,";
    private static final String DISCONNECT = "41/webrtc,";
    private static final String EVENT = "42/webrtc,";
    private static final String CONNECT_ERROR = "44/webrtc,";
    private static final Heard NOTHING = new Heard.Nothing();
    private static final Heard PONG = new Heard.Answer("3");

    @Override
    public String target(Credentials credentials) {
        return "/socket.io/?EIO=4&transport=websocket";
    }

    @Override
    public String event(String name, String json) {
        return EVENT + "[\"" + name + "\"," + json + "]";
    }

    @Override
    public Heard hear(String message, Credentials credentials) {
        if (message.startsWith(EVENT)) {
            return new Heard.Event(Dialect.quotedAfter(message, "[\"", EVENT.length()), message);
        }
        if (message.equals("2")) {
            return PONG;
        }
        if (message.startsWith("0{")) {
            return new Heard.Answer(CONNECT + credentials.auth());
        }
        if (message.startsWith(CONNECT)) {
            return new Heard.Welcome();
        }
        if (message.startsWith(CONNECT_ERROR)) {
            return new Heard.Refusal(message.substring(CONNECT_ERROR.length()));
        }
        if (message.startsWith(DISCONNECT)) {
            return new Heard.Refusal("disconnected by the server");
        }
        return NOTHING;
    }
}
