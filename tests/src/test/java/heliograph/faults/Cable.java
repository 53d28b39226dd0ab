package heliograph.faults;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;

/**
 * TCP between a gateway and Redis that can be broken. Cut, it ends every connection and turns new
 * ones away. Stalled, it stops reading without closing anything, as a network does that swallows
 * packets: what was said meanwhile arrives after the healing, also from a sender that has gone.
 */
final class Cable implements AutoCloseable {
    private static final int CONNECT_MILLIS = (int) Duration.ofSeconds(2).toMillis();
    private static final int CHUNK = 16 * 1024;

    private final ServerSocket entrance;
    private final Set<Wire> wires = ConcurrentHashMap.newKeySet();
    private final Object gate = new Object();
    private Predicate<Wire> mute = _ -> false; // guarded by gate; nothing passes to Redis
    private Predicate<Wire> deaf = _ -> false; // guarded by gate; nothing passes from Redis
    private volatile boolean cut;
    private volatile int target;

    /** Leads to this port of loopback. */
    Cable(int target) {
        this.target = target;
        try {
            entrance = new ServerSocket(0, 512, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Thread.startVirtualThread(this::accept);
    }

    /** Where to connect to. */
    int port() {
        return entrance.getLocalPort();
    }

    /** New connections lead there from now on; those that are up stay. */
    void leadTo(int port) {
        target = port;
    }

    /** Ends every connection and turns new ones away. */
    void cut() {
        cut = true;
        wires.forEach(Wire::end);
        synchronized (gate) {
            gate.notifyAll();
        }
    }

    /** Nothing passes any more, on no connection, old or new. */
    void stall() {
        stall(_ -> true, _ -> true);
    }

    /** Nothing passes any more on the connections that now hear what is published. */
    void stallSubscriptions() {
        Set<Wire> subscribed = Set.copyOf(wires.stream().filter(Wire::isSubscribed).toList());
        if (subscribed.isEmpty()) {
            throw new IllegalStateException("no connection has subscribed");
        }
        stall(subscribed::contains, subscribed::contains);
    }

    /** What is said to Redis arrives; no answer comes back. */
    void stallAnswers() {
        stall(_ -> false, wire -> !wire.isSubscribed());
    }

    private void stall(Predicate<Wire> toRedis, Predicate<Wire> fromRedis) {
        synchronized (gate) {
            mute = toRedis;
            deaf = fromRedis;
        }
    }

    /** Everything passes again. */
    void heal() {
        cut = false;
        synchronized (gate) {
            mute = _ -> false;
            deaf = _ -> false;
            gate.notifyAll();
        }
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
        Wire wire = new Wire(near, new Socket());
        wires.add(wire);
        if (cut) {
            wire.end();
            return;
        }
        try {
            // A connection that is stalled from its beginning is accepted and leads nowhere yet.
            pass(wire, true);
            wire.far.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), target),
                    CONNECT_MILLIS);
            near.setTcpNoDelay(true);
            wire.far.setTcpNoDelay(true);
        } catch (IOException nobody) {
            wire.end();
            return;
        }
        Thread.startVirtualThread(() -> wire.pump(wire.far, wire.near, false));
        wire.pump(wire.near, wire.far, true);
    }

    /** Waits while nothing may pass. */
    private void pass(Wire wire, boolean toRedis) {
        synchronized (gate) {
            while ((toRedis ? mute : deaf).test(wire) && !cut) {
                try {
                    gate.wait();
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
            }
        }
    }

    @Override
    public void close() {
        try {
            entrance.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cut();
    }

    /** One connection, both sides of it. */
    private final class Wire {
        private final Socket near;
        private final Socket far;
        private volatile boolean subscribed;

        private Wire(Socket near, Socket far) {
            this.near = near;
            this.far = far;
        }

        private boolean isSubscribed() {
            return subscribed;
        }

        private void pump(Socket from, Socket to, boolean toRedis) {
            byte[] chunk = new byte[CHUNK];
            try (InputStream in = from.getInputStream();
                    OutputStream out = to.getOutputStream()) {
                for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
                    if (toRedis && new String(chunk, 0, read, ISO_8859_1).contains("SUBSCRIBE")) {
                        subscribed = true;
                    }
                    pass(this, toRedis);
                    out.write(chunk, 0, read);
                }
                pass(this, toRedis);
            } catch (IOException ended) {
                // One side has gone; the other is told so.
            }
            end();
        }

        private void end() {
            wires.remove(this);
            for (Socket side : new Socket[] {near, far}) {
                try {
                    side.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }
}
