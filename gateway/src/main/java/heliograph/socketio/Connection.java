package heliograph.socketio;

import heliograph.engineio.EngineClosed;
import heliograph.engineio.EngineListener;
import heliograph.engineio.EngineSession;
import heliograph.socketio.NamespaceListener.Disconnected;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client: its Engine.IO session and the namespaces it is in. Its monitor guards the
 * memberships, their states and the order of outgoing packets; under it packets are queued and
 * nothing else happens. A broken rule of the protocol, in whichever namespace, closes the whole
 * connection.
 */
final class Connection implements EngineListener, Assembler.Reader {
    private static final Logger LOG = LoggerFactory.getLogger(Connection.class);

    private static final int PROTOCOL_ERROR = 1002;
    private static final int POLICY_VIOLATION = 1008;
    private static final int INTERNAL_ERROR = 1011;
    private static final int TRY_AGAIN_LATER = 1013;

    private static final long PAUSE_MILLIS = 5;

    /** CONNECT packets under decision; more is a flood of CONNECT and DISCONNECT. */
    private static final int MAX_PENDING = 8;

    private final EngineSession session;
    private final SocketIoConfig config;
    private final Map<String, Namespace> namespaces;
    private final ScheduledExecutorService timer;

    private final Map<String, Membership> memberships = new HashMap<>(2);
    private int pending;
    private boolean admitted;
    private @Nullable CompletableFuture<@Nullable Void> settled;
    private @Nullable Future<?> connectDeadline;

    private final Assembler assembler;
    private volatile boolean broken;

    Connection(
            EngineSession session,
            SocketIoConfig config,
            Map<String, Namespace> namespaces,
            ScheduledExecutorService timer) {
        this.session = session;
        this.config = config;
        this.namespaces = namespaces;
        this.timer = timer;
        this.assembler = new Assembler(config, timer, this);
    }

    /** From now on the client has until the connect timeout to be admitted somewhere. */
    synchronized void start() {
        connectDeadline =
                timer.schedule(
                        this::connectTimeout,
                        config.connectTimeout().toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void onMessage(String message) {
        if (!broken) {
            assembler.text(message);
        }
    }

    @Override
    public void onMessage(byte[] attachment) {
        if (!broken) {
            assembler.attachment(attachment);
        }
    }

    @Override
    public void onPing() {
        joined().forEach(Membership::pinging);
    }

    @Override
    public void onPong() {
        joined().forEach(Membership::ponged);
    }

    private synchronized List<Membership> joined() {
        return List.copyOf(memberships.values());
    }

    @Override
    public void onClose(EngineClosed closed) {
        assembler.stop();
        List<Membership> left;
        synchronized (this) {
            if (connectDeadline != null) {
                connectDeadline.cancel(false);
            }
            left = new ArrayList<>(memberships.values());
            memberships.clear();
        }
        Disconnected why = broken ? Disconnected.PROTOCOL_ERROR : reasonOf(closed);
        left.forEach(membership -> membership.left(why));
    }

    /** Waits until every CONNECT is decided. */
    @Override
    public CompletionStage<String> handOver() {
        CompletableFuture<@Nullable Void> whenSettled = new CompletableFuture<>();
        synchronized (this) {
            settled = whenSettled;
        }
        decided();
        return whenSettled.thenCompose(
                _ -> Handover.of(joined(), isAdmitted(), assembler.incomplete()));
    }

    @Override
    public void handedOver() {
        assembler.stop();
        synchronized (this) {
            if (connectDeadline != null) {
                connectDeadline.cancel(false);
            }
        }
        joined().forEach(Membership::handedOver);
    }

    /** A membership has a listener, or has come to nothing. */
    void decided() {
        CompletableFuture<@Nullable Void> whenSettled;
        synchronized (this) {
            whenSettled = settled;
        }
        if (whenSettled != null && joined().stream().allMatch(Membership::isSettled)) {
            whenSettled.complete(null);
        }
    }

    private synchronized boolean isAdmitted() {
        return admitted;
    }

    /** A membership that comes from another node. */
    Membership join(String namespace) {
        Membership membership = new Membership(this, namespace, config);
        synchronized (this) {
            memberships.put(namespace, membership);
        }
        return membership;
    }

    /** Queues a packet; the caller holds the monitor where the order matters. */
    void send(String packet) {
        session.send(packet);
    }

    /** Queues an attachment. */
    void send(byte[] attachment) {
        session.send(attachment);
    }

    /** Does something a little later, when the client may have read what is queued. */
    void later(Runnable action) {
        if (!timer.isShutdown()) {
            var _ = timer.schedule(action, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    long queuedBytes() {
        return session.queuedBytes();
    }

    void close(int code, String reason) {
        session.close(code, reason);
    }

    /** A fault of ours: the client may come back. */
    void applicationFailed() {
        session.close(INTERNAL_ERROR, "internal error");
    }

    /** More waits for a namespace's decision than may. */
    void overflow() {
        session.close(POLICY_VIOLATION, "too many events before the connection is answered");
    }

    /** A namespace has welcomed the client. */
    synchronized void admitted() {
        admitted = true;
        if (connectDeadline != null) {
            connectDeadline.cancel(false);
            connectDeadline = null;
        }
    }

    /** A membership has ended before it began. */
    synchronized void forget(String namespace, Membership membership) {
        memberships.remove(namespace, membership);
    }

    @Override
    public void packet(Packet packet, List<byte[]> attachments, long size) {
        switch (packet) {
            case Packet.Connect connect -> connect(connect);
            case Packet.ConnectError error ->
                    fault(PROTOCOL_ERROR, "CONNECT_ERROR is not the client's to send");
            case Packet.Disconnect disconnect -> {
                Membership membership = memberOf(packet);
                if (membership != null) {
                    forget(disconnect.namespace(), membership);
                    membership.left(Disconnected.BY_CLIENT);
                }
            }
            case Packet.Event event -> {
                Membership membership = memberOf(packet);
                if (membership != null) {
                    membership.event(event, attachments, size);
                }
            }
            case Packet.Ack ack -> {
                Membership membership = memberOf(packet);
                if (membership != null) {
                    membership.acknowledged(ack, attachments, size);
                }
            }
        }
    }

    /**
     * The membership a packet speaks for; without one the connection breaks. One that we ended
     * stays here and hears nothing, since what was under way then is no fault of the client.
     */
    private @Nullable Membership memberOf(Packet packet) {
        Membership membership;
        synchronized (this) {
            membership = memberships.get(packet.namespace());
        }
        if (membership == null) {
            fault(PROTOCOL_ERROR, "packet for a namespace not joined");
        }
        return membership;
    }

    private void connect(Packet.Connect packet) {
        String name = packet.namespace();
        Namespace namespace = namespaces.get(name);
        if (namespace == null) {
            session.send(PacketCodec.connectError(name, "Invalid namespace", null));
            return;
        }
        var membership = new Membership(this, name, config);
        boolean free;
        synchronized (this) {
            Membership present = memberships.get(name);
            free = (present == null || present.hasLeft()) && pending < MAX_PENDING;
            if (free) {
                memberships.put(name, membership);
                pending++;
            }
        }
        if (!free) {
            fault(PROTOCOL_ERROR, "connected to this namespace before");
            return;
        }
        CompletionStage<Namespace.Admission> admission;
        try {
            admission = namespace.admit(new Namespace.Connect(packet.auth(), session.handshake()));
        } catch (RuntimeException e) {
            admission = CompletableFuture.failedStage(e);
        }
        admission.whenComplete((decision, failure) -> {
            synchronized (this) {
                pending--;
            }
            if (failure == null) {
                membership.decided(decision);
            } else {
                LOG.warn("no decision on a client of {}", name, failure);
                tryAgainLater();
            }
        });
    }

    /** Nothing can be decided now: the client comes back by itself. */
    void tryAgainLater() {
        session.close(TRY_AGAIN_LATER, "try again later");
    }

    private void connectTimeout() {
        boolean waitsForUs;
        synchronized (this) {
            if (admitted) {
                return;
            }
            waitsForUs = pending > 0;
        }
        if (waitsForUs) {
            session.close(TRY_AGAIN_LATER, "no decision in time");
        } else {
            session.close(POLICY_VIOLATION, "no CONNECT in time");
        }
    }

    @Override
    public void fault(int code, String why) {
        broken = true;
        LOG.debug("connection {} broken off: {}", session.handshake().remoteAddress(), why);
        session.close(code, why);
    }

    private static Disconnected reasonOf(EngineClosed closed) {
        return switch (closed) {
            case BY_CLIENT -> Disconnected.BY_CLIENT;
            case PING_TIMEOUT, TRANSPORT_LOST -> Disconnected.LOST;
            case PARSE_ERROR -> Disconnected.PROTOCOL_ERROR;
            case SLOW_READER -> Disconnected.SLOW_READER;
            case BY_SERVER -> Disconnected.BY_SERVER;
        };
    }
}
