package heliograph.transport.grizzly;

import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A client that says exactly these bytes. */
final class RawClient implements AutoCloseable {
    /** The mask of every frame that {@link #frame} makes. */
    static final int MASK = 0x37FA213D;

    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Socket socket;
    private final DataInputStream in;

    RawClient(int port) {
        this(port, 0);
    }

    /** A client with a small receive buffer, for reading slowly. */
    RawClient(int port, int receiveBuffer) {
        try {
            socket = new Socket();
            if (receiveBuffer > 0) {
                socket.setReceiveBufferSize(receiveBuffer);
            }
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoTimeout((int) PATIENCE.toMillis());
            socket.setTcpNoDelay(true);
            in = new DataInputStream(socket.getInputStream());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that has upgraded at this path. */
    static RawClient upgraded(int port, String path) {
        RawClient client = new RawClient(port);
        client.says(handshake(path));
        Answer answer = client.answer();
        if (answer.status() != 101) {
            throw new AssertionError(answer);
        }
        return client;
    }

    /** A handshake without fault. */
    static String handshake(String path) {
        return "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
                + "Sec-WebSocket-Version: 13\r\n\r\n";
    }

    /** A masked frame. */
    static byte[] frame(int firstByte, byte[] payload) {
        ByteArrayOutputStream frame = new ByteArrayOutputStream();
        frame.write(firstByte);
        if (payload.length < 126) {
            frame.write(0x80 | payload.length);
        } else if (payload.length < 65_536) {
            frame.write(0x80 | 126);
            frame.write(payload.length >> 8);
            frame.write(payload.length);
        } else {
            frame.write(0x80 | 127);
            for (int shift = 56; shift >= 0; shift -= 8) {
                frame.write((int) ((long) payload.length >> shift));
            }
        }
        for (int shift = 24; shift >= 0; shift -= 8) {
            frame.write(MASK >> shift);
        }
        for (int i = 0; i < payload.length; i++) {
            frame.write(payload[i] ^ (MASK >> (24 - 8 * (i & 3))));
        }
        return frame.toByteArray();
    }

    /** A masked text frame. */
    static byte[] text(String text) {
        return frame(0x81, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Bytes written as hexadecimal digits. */
    static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** One after the other. */
    static byte[] concat(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(List.of(parts).stream().mapToInt(p -> p.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    void says(String text) {
        says(text.getBytes(StandardCharsets.UTF_8));
    }

    void says(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A frame of the server. */
    record Frame(int firstByte, byte[] payload) {
        String text() {
            return new String(payload, StandardCharsets.UTF_8);
        }

        int closeCode() {
            return (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
        }
    }

    Frame hears() {
        try {
            int first = in.readUnsignedByte();
            int length = in.readUnsignedByte();
            long size =
                    length == 127 ? in.readLong() : length == 126 ? in.readUnsignedShort() : length;
            return new Frame(first, in.readNBytes((int) size));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The next frame is a close frame with this code, and TCP ends after it. */
    int hearsClose() {
        Frame frame = hears();
        if (frame.firstByte() != 0x88) {
            throw new AssertionError("no close frame but " + frame);
        }
        return frame.closeCode();
    }

    /** Whether TCP ends with nothing more said; a reset counts as the end. */
    boolean hearsEnd() {
        try {
            return in.read() < 0;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** An HTTP answer. */
    record Answer(int status, Map<String, String> headers, String body) {}

    Answer answer() {
        return answer(true);
    }

    /** An answer, whose body follows unless the request was HEAD. */
    Answer answer(boolean bodyFollows) {
        String status = line();
        Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String header = line(); !header.isEmpty(); header = line()) {
            int colon = header.indexOf(':');
            headers.put(header.substring(0, colon), header.substring(colon + 1).strip());
        }
        int length =
                bodyFollows ? Integer.parseInt(headers.getOrDefault("Content-Length", "0")) : 0;
        try {
            return new Answer(
                    Integer.parseInt(status.split(" ", -1)[1]),
                    headers,
                    new String(in.readNBytes(length), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String line() {
        StringBuilder line = new StringBuilder();
        try {
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new EOFException("after: " + line);
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return line.toString();
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
