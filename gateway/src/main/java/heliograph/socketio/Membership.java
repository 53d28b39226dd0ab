package heliograph.socketio;

import heliograph.transport.RandomId;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client in one namespace, from its CONNECT packet to its end. The state and the order of
 * outgoing packets are guarded by the connection, of which several namespaces may be a part; the
 * application is never called under that guard.
 */
final class Membership implements NamespaceSocket {
    private static final Logger LOG = LoggerFactory.getLogger(Membership.class);

    /** What may wait for the client before more of what it missed is sent. */
    private static final long REPLAY_BYTES = 128 * 1024;

    private enum State {
        /** The namespace has not decided yet. */
        PENDING,
        JOINED,
        LEFT
    }

    private final Connection connection;
    private final String namespace;
    private final Inbox inbox;
    private final Map<Long, Consumer<Arguments>> acknowledgements = new HashMap<>();
    private State state = State.PENDING;
    private long nextAckId;
    private volatile String id = "";
    private volatile @Nullable NamespaceListener listener;

    Membership(Connection connection, String namespace, SocketIoConfig config) {
        this.connection = connection;
        this.namespace = namespace;
        this.inbox =
                new Inbox(
                        config.maxWaitingEvents(),
                        config.maxWaitingBytes(),
                        connection::applicationFailed);
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public void emit(String event, Arguments arguments) {
        String packet = PacketCodec.event(namespace, Packet.NO_ACK, event, arguments);
        synchronized (connection) {
            sendIfJoined(packet, arguments.attachments());
        }
    }

    @Override
    public void emit(String event, Arguments arguments, Consumer<Arguments> acknowledged) {
        synchronized (connection) {
            if (state == State.JOINED) {
                long ackId = nextAckId++;
                acknowledgements.put(ackId, acknowledged);
                String packet = PacketCodec.event(namespace, ackId, event, arguments);
                sendIfJoined(packet, arguments.attachments());
            }
        }
    }

    @Override
    public long queuedBytes() {
        return connection.queuedBytes();
    }

    @Override
    public void disconnect() {
        synchronized (connection) {
            if (state != State.JOINED) {
                return;
            }
            sendIfJoined(PacketCodec.disconnect(namespace), List.of());
            state = State.LEFT;
            acknowledgements.clear();
            inbox.clear();
        }
        inbox.end(listener -> listener.onDisconnect(NamespaceListener.Disconnected.BY_SERVER));
    }

    @Override
    public void closeTransport(int code, String reason) {
        connection.close(code, reason);
    }

    /** Whether a new CONNECT may take this one's place. */
    boolean hasLeft() {
        synchronized (connection) {
            return state == State.LEFT;
        }
    }

    /** The namespace has decided. */
    void decided(Namespace.Admission admission) {
        switch (admission) {
            case Namespace.Admission.Admit admit -> {
                String former = admit.id();
                id = former == null ? RandomId.next() : former;
                replay(admit, new ArrayDeque<>(admit.missed()));
            }
            case Namespace.Admission.Refuse(var message, var data) -> {
                synchronized (connection) {
                    if (state == State.PENDING) {
                        state = State.LEFT;
                        connection.forget(namespace, this);
                        connection.send(PacketCodec.connectError(namespace, message, data));
                    }
                }
                connection.decided();
            }
        }
    }

    /** An event of the client. */
    void event(Packet.Event event, List<byte[]> attachments, long size) {
        var arguments = new Arguments(event.arguments(), attachments);
        Acknowledgement acknowledgement =
                event.ackId() == Packet.NO_ACK ? null : new Acknowledgement(event.ackId());
        receive(size, listener -> listener.onEvent(event.name(), arguments, acknowledgement));
    }

    /** An acknowledgement of the client; one that nobody waits for is nobody's business. */
    void acknowledged(Packet.Ack ack, List<byte[]> attachments, long size) {
        Consumer<Arguments> waiting;
        synchronized (connection) {
            waiting = acknowledgements.remove(ack.ackId());
        }
        if (waiting != null) {
            var arguments = new Arguments(ack.arguments(), attachments);
            receive(size, listener -> waiting.accept(arguments));
        }
    }

    /** The client is gone from here. */
    void left(NamespaceListener.Disconnected why) {
        synchronized (connection) {
            if (state == State.LEFT) {
                return;
            }
            if (state == State.PENDING) {
                // Nobody was told of this client, so nobody hears that it left.
                inbox.clear();
            }
            state = State.LEFT;
            acknowledgements.clear();
        }
        inbox.end(listener -> listener.onDisconnect(why));
    }

    /**
     * What the client missed goes out before it is welcomed, no faster than it reads: the bound on
     * what waits for it is the same as ever.
     */
    private void replay(Namespace.Admission.Admit admit, Queue<Namespace.Missed> missed) {
        boolean gone;
        synchronized (connection) {
            gone = state != State.PENDING;
            while (!gone && !missed.isEmpty() && connection.queuedBytes() < REPLAY_BYTES) {
                Namespace.Missed next = missed.remove();
                connection.send(
                        PacketCodec.event(
                                namespace, Packet.NO_ACK, next.event(), next.arguments()));
                next.arguments().attachments().forEach(connection::send);
            }
            if (!gone && missed.isEmpty()) {
                state = State.JOINED;
                connection.admitted();
                sendIfJoined(PacketCodec.connected(namespace, id, admit.pid()), List.of());
            }
        }
        if (gone) {
            admit.abandoned().run();
        } else if (missed.isEmpty()) {
            welcome(admit.connected());
        } else {
            connection.later(() -> replay(admit, missed));
        }
    }

    private void welcome(Function<NamespaceSocket, NamespaceListener> connected) {
        NamespaceListener welcomed;
        try {
            welcomed = connected.apply(this);
        } catch (RuntimeException e) {
            LOG.error("the namespace {} failed on a new client, which is closed", namespace, e);
            connection.applicationFailed();
            return;
        }
        listener = welcomed;
        inbox.open(welcomed);
        connection.decided();
    }

    /** Whether it has a listener, or never will have one. */
    boolean isSettled() {
        return listener != null || hasLeft();
    }

    /** What another node must know; empty where there is nothing to go on with. */
    Optional<CompletionStage<Handover.Joined>> handOver() {
        NamespaceListener told = listener;
        if (told == null || hasLeft()) {
            return Optional.empty();
        }
        return Optional.of(
                told.handOver()
                        .thenApply(state -> {
                            synchronized (connection) {
                                return new Handover.Joined(namespace, id, nextAckId, state);
                            }
                        }));
    }

    /** The other node has it. */
    void handedOver() {
        NamespaceListener told = listener;
        if (told != null && !hasLeft()) {
            told.handedOver();
        }
    }

    /** Goes on with what another node has handed over. */
    void takeOver(Handover.Joined joined, Namespace from) {
        id = joined.id();
        synchronized (connection) {
            state = State.JOINED;
            nextAckId = joined.nextAckId();
        }
        CompletionStage<NamespaceListener> taken;
        try {
            taken = from.takeOver(this, joined.state());
        } catch (RuntimeException e) {
            taken = CompletableFuture.failedStage(e);
        }
        taken.whenComplete((back, failure) -> {
            if (failure == null) {
                listener = back;
                inbox.open(back);
            } else {
                LOG.warn("a client of {} cannot go on here", namespace, failure);
                connection.tryAgainLater();
            }
        });
    }

    /** A ping goes out. */
    void pinging() {
        NamespaceListener told = listener;
        if (told != null) {
            told.onPing();
        }
    }

    /** Its pong has come. */
    void ponged() {
        NamespaceListener told = listener;
        if (told != null) {
            told.onPong();
        }
    }

    private void receive(long size, Consumer<NamespaceListener> what) {
        if (!inbox.put(size, what)) {
            connection.overflow();
        }
    }

    /** Called under the guard, so that nothing comes between a packet and its attachments. */
    private void sendIfJoined(String packet, List<byte[]> attachments) {
        if (state == State.JOINED) {
            connection.send(packet);
            for (byte[] attachment : attachments) {
                connection.send(attachment);
            }
        }
    }

    /** The answer to one event, at most once. */
    private final class Acknowledgement implements Consumer<Arguments> {
        private final long ackId;
        private final AtomicBoolean done = new AtomicBoolean();

        Acknowledgement(long ackId) {
            this.ackId = ackId;
        }

        @Override
        public void accept(Arguments arguments) {
            if (done.compareAndSet(false, true)) {
                String packet = PacketCodec.ack(namespace, ackId, arguments);
                synchronized (connection) {
                    sendIfJoined(packet, arguments.attachments());
                }
            }
        }
    }
}
