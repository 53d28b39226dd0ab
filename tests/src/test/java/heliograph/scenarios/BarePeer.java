package heliograph.scenarios;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.client.Client;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A WebSocket client on a bare socket: it sees how an upgrade is refused, and it can leave
 * everything unread and unanswered, which no library does.
 */
final class BarePeer implements AutoCloseable {
    private static final int PATIENCE_MILLIS = 10_000;
    private static final int SMALL_BUFFER = 4_096;
    private static final int CLOSE = 0x8;
    private static final byte[] MASK = {1, 2, 3, 4};

    private final Socket socket = new Socket();
    private final int status;
    private final String head;

    private BarePeer(int port, String target, Map<String, String> headers) throws IOException {
        socket.setReceiveBufferSize(SMALL_BUFFER);
        socket.setSoTimeout(PATIENCE_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        StringBuilder request =
                new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: localhost\r\n")
                        .append("Connection: Upgrade\r\nUpgrade: websocket\r\n")
                        .append("Sec-WebSocket-Version: 13\r\n")
                        .append("Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n");
        headers.forEach(
                (name, value) -> request.append(name).append(": ").append(value).append("\r\n"));
        send(request.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII));
        head = readHead();
        status = Integer.parseInt(head.substring(9, 12));
    }

    /** Asks for an upgrade and reads the head of the answer. */
    static BarePeer upgrade(int port, String target, Map<String, String> headers) {
        try {
            return new BarePeer(port, target, headers);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String readHead() throws IOException {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        InputStream in = socket.getInputStream();
        while (!read.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            int next = in.read();
            if (next < 0) {
                throw new IOException("ended in the head: " + read);
            }
            read.write(next);
        }
        return read.toString(StandardCharsets.US_ASCII);
    }

    /** The HTTP status; 101 where the upgrade was granted. */
    int status() {
        return status;
    }

    /** Sends a text frame of at most 125 bytes. */
    void says(String text) {
        byte[] payload = text.getBytes(StandardCharsets.UTF_8);
        if (payload.length > 125) {
            throw new IllegalArgumentException("too long for a short frame: " + payload.length);
        }
        byte[] frame = new byte[6 + payload.length];
        frame[0] = (byte) 0x81;
        frame[1] = (byte) (0x80 | payload.length);
        System.arraycopy(MASK, 0, frame, 2, MASK.length);
        for (int i = 0; i < payload.length; i++) {
            frame[6 + i] = (byte) (payload[i] ^ MASK[i % MASK.length]);
        }
        try {
            send(frame);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void send(byte[] bytes) throws IOException {
        socket.getOutputStream().write(bytes);
        socket.getOutputStream().flush();
    }

    /** The close frame behind all other frames, which are passed over. */
    Client.Closed hearsClose() {
        try {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            while (true) {
                int first = in.readUnsignedByte();
                int length = in.readUnsignedByte();
                byte[] payload =
                        in.readNBytes(
                                switch (length) {
                                    case 126 -> in.readUnsignedShort();
                                    case 127 -> Math.toIntExact(in.readLong());
                                    default -> length;
                                });
                if ((first & 0xF) == CLOSE) {
                    assertThat(in.read()).as("nothing follows a close frame").isEqualTo(-1);
                    return new Client.Closed(
                            (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF),
                            new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8));
                }
            }
        } catch (IOException e) {
            throw new AssertionError("ended without a close frame", e);
        }
    }

    /** Whether what is sent still meets an open connection; nothing is read. */
    boolean isReachable() {
        try {
            send(new byte[] {(byte) 0x8A, (byte) 0x80, 1, 2, 3, 4});
            return true;
        } catch (IOException reset) {
            return false;
        }
    }

    /** Everything until the gateway ends the connection, which it must. */
    String untilTheEnd() {
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        try {
            socket.getInputStream().transferTo(read);
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the gateway keeps the connection open: " + head + read, e);
        } catch (IOException reset) {
            read.writeBytes("(reset)".getBytes(StandardCharsets.US_ASCII));
        }
        return read.toString(StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
