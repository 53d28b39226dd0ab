package heliograph.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.function.IntSupplier;

/**
 * TCP in front of the gateways, for clients that know one address only. Each connection goes to
 * whatever node is the next, or the one after where nobody listens. What the nodes say can be
 * swallowed, as on a network that dies in one direction.
 */
final class Balancer implements AutoCloseable {
    private static final int ATTEMPTS = 3;
    private static final int CHUNK = 16 * 1024;

    private final ServerSocket entrance;
    private volatile IntSupplier next;
    private volatile String last = "";
    private volatile boolean mute;

    /** Leads to the ports that are given one after the other, however many of them are alive. */
    Balancer(IntSupplier next) {
        this.next = next;
        try {
            entrance = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    /** What clients connect to. */
    URI url() {
        return URI.create("http://127.0.0.1:" + entrance.getLocalPort());
    }

    /** Where the connections from now on go. */
    void leadTo(IntSupplier ports) {
        next = ports;
    }

    /** Nothing that nodes say passes any more, on no connection, until {@link #speak}. */
    void mute() {
        mute = true;
    }

    /**
     * On connections from now on nothing passes behind the first object that follows these
     * characters, which come in one piece.
     */
    void muteAfter(String characters) {
        last = characters;
    }

    /** New connections are let speak; those that were muted stay so. */
    void speak() {
        last = "";
        mute = false;
    }

    private void accept() {
        while (!entrance.isClosed()) {
            try {
                Socket near = entrance.accept();
                Thread.startVirtualThread(() -> connect(near));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void connect(Socket near) {
        try (near;
                Socket far = reach()) {
            near.setTcpNoDelay(true);
            far.setTcpNoDelay(true);
            Thread.startVirtualThread(() -> upstream(near, far));
            downstream(far, near);
        } catch (IOException nobody) {
            // The client finds out and tries again.
        }
    }

    private Socket reach() throws IOException {
        for (int attempt = 1; ; attempt++) {
            try {
                return new Socket(InetAddress.getLoopbackAddress(), next.getAsInt());
            } catch (IOException refused) {
                if (attempt == ATTEMPTS) {
                    throw refused;
                }
            }
        }
    }

    /** Ends both when one has ended. */
    private static void upstream(Socket near, Socket far) {
        try (near;
                far) {
            near.getInputStream().transferTo(far.getOutputStream());
        } catch (IOException ended) {
            // So has the other.
        }
    }

    private void downstream(Socket far, Socket near) throws IOException {
        String until = last;
        boolean muted = false;
        InputStream in = far.getInputStream();
        OutputStream out = near.getOutputStream();
        byte[] chunk = new byte[CHUNK];
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            muted = muted || mute;
            if (muted) {
                continue;
            }
            int pass = read;
            if (!until.isEmpty()) {
                String text = new String(chunk, 0, read, ISO_8859_1);
                int found = text.indexOf(until);
                if (found >= 0) {
                    pass = text.indexOf('}', found) + 1;
                    muted = true;
                }
            }
            out.write(chunk, 0, pass);
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
