package heliograph.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A gateway of one page, by blocking sockets and with frame code of its own, so that the load
 * generator is not tested against itself. It can be told to misbehave.
 */
final class RelayServer implements AutoCloseable {
    /** What becomes of one relayed message: nothing, itself, itself twice, another. */
    interface Mischief {
        /** None. */
        Mischief NONE = List::of;

        /** The messages to send instead. */
        List<String> relay(String message);
    }

    private static final Pattern USER = Pattern.compile("userId=([^& ]+)");
    private final ServerSocket listening;
    private final Mischief mischief;
    private final Map<String, Peer> peers = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** Every text frame that a client sent, as it came. */
    final ConcurrentLinkedQueue<String> heard = new ConcurrentLinkedQueue<>();

    RelayServer(int port, Mischief mischief) throws IOException {
        this.listening = new ServerSocket(port, 50, InetAddress.getLoopbackAddress());
        this.mischief = mischief;
        threads.execute(this::accept);
    }

    /** As a process of its own: the port is the argument. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        try (RelayServer _ = new RelayServer(Integer.parseInt(arguments[0]), Mischief.NONE)) {
            Thread.currentThread().join();
        }
    }

    Node node() {
        return new Node("127.0.0.1", listening.getLocalPort());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Peer peer = new Peer(listening.accept());
                threads.execute(peer);
            } catch (IOException e) {
                return;
            }
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Peer peer : peers.values()) {
            peer.socket.close();
        }
        threads.shutdownNow();
    }

    private final class Peer implements Runnable {
        private final Socket socket;
        private final DataInputStream in;
        private final OutputStream out;
        private String userId = "";
        private boolean socketIo;

        Peer(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new DataInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        @Override
        public void run() {
            try (socket) {
                upgrade();
                for (String text = read(); text != null; text = read()) {
                    heard.add(text);
                    onText(text);
                }
            } catch (IOException e) {
                // The client went without a close frame.
            }
        }

        private void upgrade() throws IOException {
            ByteArrayOutputStream head = new ByteArrayOutputStream();
            while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
                head.write(in.readUnsignedByte());
            }
            String request = head.toString(ISO_8859_1);
            Matcher key = Pattern.compile("Sec-WebSocket-Key: (\\S+)").matcher(request);
            if (!key.find()) {
                throw new IOException("not an upgrade");
            }
            String answer =
                    "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade"
                            + "\r\nsec-websocket-accept: "
                            + Handshake.expectedAccept(key.group(1))
                            + "\r\n\r\n";
            out.write(answer.getBytes(ISO_8859_1));
            socketIo = request.startsWith("GET /socket.io/?EIO=4&transport=websocket ");
            if (socketIo) {
                send("0{\"sid\":\"engine\",\"upgrades\":[],\"pingInterval\":1,\"pingTimeout\":1}");
            } else {
                Matcher userId = USER.matcher(request);
                if (userId.find()) {
                    welcome(userId.group(1));
                }
            }
        }

        private void welcome(String userId) throws IOException {
            this.userId = userId;
            peers.put(userId, this);
            emit("connected", "{\"userId\":\"" + userId + "\"}");
        }

        private void onText(String text) throws IOException {
            if (!socketIo) {
                JsonNode frame = JsonMapper.shared().readTree(text);
                onEvent(frame.get("event").asString(), (ObjectNode) frame.get("data"));
            } else if (text.startsWith("40/webrtc,")) {
                send("40/webrtc,{\"sid\":\"socket\"}");
                send("2");
                welcome(JsonMapper.shared().readTree(text.substring(10)).get("userId").asString());
            } else if (text.startsWith("42/webrtc,")) {
                JsonNode event = JsonMapper.shared().readTree(text.substring(10));
                onEvent(event.get(0).asString(), (ObjectNode) event.get(1));
            }
        }

        private void onEvent(String event, ObjectNode data) throws IOException {
            if (event.equals("joinRoom")) {
                emit("joinedRoom", data.toString());
                return;
            }
            Peer target = peers.get(data.get("targetUserId").asString());
            if (target == null) {
                return;
            }
            data.put("fromUserId", userId);
            // Behind the description, as the wire contract lists the fields.
            JsonNode sequence = data.remove("sequence");
            data.set("sequence", sequence);
            for (String message : mischief.relay(target.wrap(event, data.toString()))) {
                target.send(message);
            }
        }

        private void emit(String event, String data) throws IOException {
            send(wrap(event, data));
        }

        private String wrap(String event, String data) {
            return socketIo
                    ? "42/webrtc,[\"" + event + "\"," + data + ",\"offset\"]"
                    : "{\"event\":\"" + event + "\",\"data\":" + data + "}";
        }

        private synchronized void send(String text) {
            byte[] payload = text.getBytes(UTF_8);
            ByteArrayOutputStream frame = new ByteArrayOutputStream();
            frame.write(0x81);
            if (payload.length < 126) {
                frame.write(payload.length);
            } else {
                frame.write(126);
                frame.write(payload.length >> 8);
                frame.write(payload.length);
            }
            frame.writeBytes(payload);
            try {
                out.write(frame.toByteArray());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        private @Nullable String read() throws IOException {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte() - 0x80;
            if (first == 0x88) {
                return null;
            }
            if (first != 0x81 || length < 0) {
                throw new IOException("not a whole masked text frame");
            }
            if (length == 126) {
                length = in.readUnsignedShort();
            }
            byte[] key = in.readNBytes(4);
            byte[] payload = in.readNBytes(length);
            for (int i = 0; i < payload.length; i++) {
                payload[i] ^= key[i % 4];
            }
            return new String(payload, UTF_8);
        }
    }
}
