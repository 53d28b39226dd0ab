package heliograph.node;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A load balancer without stickiness: every request goes to the next node that is there. It lets a
 * connection end with its answer, so that each carries one request; of a WebSocket it passes on the
 * bytes.
 */
final class RoundRobin implements AutoCloseable {
    private static final int MAX_HEAD = 64 * 1024;

    private final ServerSocket listener;
    private final List<Integer> ports;
    private final AtomicInteger turn = new AtomicInteger();

    private RoundRobin(ServerSocket listener, List<Integer> ports) {
        this.listener = listener;
        this.ports = ports;
        Thread.ofVirtual().start(this::accept);
    }

    /**
     * In front of the nodes on these ports of this machine. The first request goes to the first.
     */
    static RoundRobin before(List<Integer> ports) {
        try {
            return new RoundRobin(
                    new ServerSocket(0, 256, InetAddress.getLoopbackAddress()), List.copyOf(ports));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where clients find it. */
    URI url() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket client = listener.accept();
                Thread.ofVirtual().start(() -> serve(client));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket node = connect()) {
            client.setTcpNoDelay(true);
            node.setTcpNoDelay(true);
            node.getOutputStream().write(onlyRequest(head(client.getInputStream())));
            Thread.ofVirtual().start(() -> pass(client, node));
            pass(node, client);
        } catch (IOException e) {
            // Whoever is left finds out.
        }
    }

    private Socket connect() throws IOException {
        ConnectException refused = new ConnectException();
        // One turn for all tries: with a turn each, two requests at once could exchange theirs, and
        // one
        // of them would meet the dead node twice.
        int first = turn.getAndIncrement();
        for (int i = 0; i < ports.size(); i++) {
            int port = ports.get(Math.floorMod(first + i, ports.size()));
            try {
                return new Socket(InetAddress.getLoopbackAddress(), port);
            } catch (ConnectException e) {
                refused = e;
            }
        }
        throw refused;
    }

    private static String head(InputStream in) throws IOException {
        var head = new ByteArrayOutputStream();
        int matched = 0;
        while (matched < 4 && head.size() < MAX_HEAD) {
            int next = in.read();
            if (next < 0) {
                throw new EOFException();
            }
            head.write(next);
            matched = next == "\r\n\r\n".charAt(matched) ? matched + 1 : next == '\r' ? 1 : 0;
        }
        return head.toString(StandardCharsets.ISO_8859_1);
    }

    /** The same head, for a connection without a second request; an upgrade stays one. */
    private static byte[] onlyRequest(String head) {
        boolean upgrade = head.toLowerCase(Locale.ROOT).contains("\nupgrade: websocket");
        String passed =
                upgrade
                        ? head
                        : head.replaceAll("(?i)\r\nconnection:[^\r]*", "")
                                .replaceFirst("\r\n", "\r\nConnection: close\r\n");
        return passed.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** Passes bytes on until one of the two is gone, which then ends both. */
    private static void pass(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // One of them is gone.
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
