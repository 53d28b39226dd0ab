package heliograph.engineio;

import heliograph.transport.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way out of a session that began on long polling. Packets go to what the nodes share, one call
 * at a time, so that their order stands; after the upgrade they go to the WebSocket, behind all
 * that waited. Guarded by itself.
 */
final class Outbox implements Outlet {
    /** Who hears how it goes. Called without a lock. */
    interface Owner {
        /** What waits for the client's GETs. */
        void waits(long bytes);

        /** The session is not there any more, or what is shared cannot be reached. */
        void lost();

        /** Closed by us, without a WebSocket that would tell the end. */
        void closed();
    }

    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final String CLOSE = "1";
    private static final String NOOP = "6";

    /** In one call; a single packet may be larger. */
    private static final int BATCH_BYTES = 256 * 1024;

    /** A GET that comes in this time is told of the end too (the reference waits as long). */
    private static final Duration LAST_GET = Duration.ofSeconds(30);

    /** A GET that was sent together with the client's close packet is still answered. */
    private static final Duration CROSSING = Duration.ofMillis(250);

    private final String sid;
    private final SharedSessions shared;
    private final Owner owner;

    private final List<String> queue = new ArrayList<>();
    private long queued;
    private long underWay;
    private long waiting; // what waits for GETs, as far as is known
    private boolean looking;
    private boolean pushing;
    private boolean held = true;
    private boolean over;
    private @Nullable Runnable onHold;
    private @Nullable Runnable onEmpty;
    private @Nullable Socket socket;

    /** What comes is kept until {@link #release}. */
    Outbox(String sid, SharedSessions shared, Owner owner) {
        this.sid = sid;
        this.shared = shared;
        this.owner = owner;
    }

    @Override
    public void packet(String packet) {
        synchronized (this) {
            if (socket != null) {
                socket.send(packet);
                return;
            }
            enqueue(packet);
        }
        work();
    }

    @Override
    public void message(byte[] binary) {
        synchronized (this) {
            if (socket != null) {
                socket.send(binary);
                return;
            }
            enqueue(Payload.binary(binary));
        }
        work();
    }

    private void enqueue(String packet) {
        if (!over) {
            queue.add(packet);
            queued += packet.length();
        }
    }

    @Override
    public void close(EngineClosed why, int code, String reason) {
        synchronized (this) {
            if (socket != null) {
                socket.close(code, reason);
                return;
            }
            over = true;
            onEmpty =
                    switch (why) {
                        case BY_CLIENT -> () -> shared.end(sid, NOOP, CROSSING);
                        case BY_SERVER, SLOW_READER -> () -> shared.end(sid, CLOSE, LAST_GET);
                        case PING_TIMEOUT, TRANSPORT_LOST, PARSE_ERROR ->
                                () -> shared.end(sid, CLOSE, Duration.ZERO);
                    };
        }
        work();
        owner.closed();
    }

    /** What was fetched meanwhile is noticed a moment after this was asked. */
    @Override
    public long queuedBytes() {
        long bytes;
        synchronized (this) {
            if (socket != null) {
                return socket.queuedBytes();
            }
            looking = waiting > 0 && !over;
            bytes = queued + underWay + waiting;
        }
        work();
        return bytes;
    }

    /** Nothing leaves any more: the session has been ended elsewhere, or is another node's. */
    synchronized void seal() {
        over = true;
        onEmpty = null;
        forget();
        if (socket != null) {
            socket.close(1000, "");
        }
    }

    /** Keeps what comes from now on, and does this when no packets are under way. */
    void hold(Runnable then) {
        synchronized (this) {
            held = true;
            onHold = then;
        }
        work();
    }

    /** Shares what was kept. */
    void release() {
        synchronized (this) {
            held = false;
        }
        work();
    }

    /** Does this when all that was sent is shared; what is sent after that is kept. */
    void drain(Runnable then) {
        synchronized (this) {
            if (over) {
                return;
            }
            onEmpty = then;
        }
        work();
    }

    /** Everything leaves here from now on: first these packets, then what was kept. */
    void changeTo(Socket to, List<String> first) {
        synchronized (this) {
            if (!over) {
                socket = to;
                first.forEach(packet -> send(to, packet));
                queue.forEach(packet -> send(to, packet));
                forget();
                return;
            }
        }
        to.close(1000, "");
    }

    private static void send(Socket to, String packet) {
        if (Payload.isBinary(packet)) {
            to.send(Payload.message(packet));
        } else {
            to.send(packet);
        }
    }

    private void work() {
        Runnable step;
        synchronized (this) {
            step = next();
        }
        if (step != null) {
            step.run();
        }
    }

    private @Nullable Runnable next() {
        if (pushing) {
            return null;
        }
        if (held) {
            Runnable step = onHold;
            onHold = null;
            return step;
        }
        if (queue.isEmpty() && !looking) {
            Runnable step = onEmpty;
            onEmpty = null;
            held |= step != null;
            return step;
        }
        pushing = true;
        looking = false;
        List<String> batch = batch();
        return () ->
                shared.push(sid, batch)
                        .exceptionally(failure -> {
                            LOG.debug("Packets could not be shared", failure);
                            return Optional.empty();
                        })
                        .thenAccept(this::pushed);
    }

    private List<String> batch() {
        List<String> batch = new ArrayList<>();
        int bytes = 0;
        for (String packet : queue) {
            if (!batch.isEmpty() && bytes + packet.length() > BATCH_BYTES) {
                break;
            }
            batch.add(packet);
            bytes += packet.length();
        }
        queue.subList(0, batch.size()).clear();
        queued -= bytes;
        underWay = bytes;
        return batch;
    }

    private void pushed(Optional<Long> waits) {
        synchronized (this) {
            pushing = false;
            underWay = 0;
            waiting = waits.orElse(0L);
        }
        waits.ifPresentOrElse(owner::waits, this::lost);
        work();
    }

    /** What had to be sent may never arrive, so the session must not go on. */
    private void lost() {
        boolean tell;
        synchronized (this) {
            tell = !over;
            if (tell) {
                over = true;
                onEmpty = null;
            }
            forget();
        }
        if (tell) {
            owner.lost();
        }
    }

    private void forget() {
        queue.clear();
        queued = 0;
        looking = false;
    }
}
