package heliograph.conformance;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** One request on a TCP connection of its own, read until the server ends the connection. */
final class RawHttp {
    private static final int PATIENCE_MILLIS = 5_000;

    private RawHttp() {}

    /**
     * An answer.
     *
     * @param status 101, 400 and so on
     * @param body what follows the headers
     */
    record Answer(int status, String body) {}

    /** Asks for an upgrade to WebSocket that must be refused, and its connection ended. */
    static Answer upgrade(String host, int port, String target) {
        return exchange(
                host,
                port,
                "GET "
                        + target
                        + " HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Connection: Upgrade\r\n"
                        + "Upgrade: websocket\r\n"
                        + "Sec-WebSocket-Version: 13\r\n"
                        + "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
    }

    /** A plain request. */
    static Answer request(String host, int port, String method, String target) {
        return exchange(
                host,
                port,
                method
                        + " "
                        + target
                        + " HTTP/1.1\r\n"
                        + "Host: localhost\r\n"
                        + "Connection: close\r\n"
                        + "Content-Length: 0\r\n\r\n");
    }

    private static Answer exchange(String host, int port, String request) {
        try (Socket socket = new Socket(InetAddress.getByName(host), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            int status = Integer.parseInt(answer.substring(9, 12));
            return new Answer(status, answer.substring(answer.indexOf("\r\n\r\n") + 4));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
