package heliograph.engineio;

import heliograph.transport.HttpRequest;
import heliograph.transport.Socket;
import heliograph.transport.SocketListener;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session that began on long polling, at the node that owns it. What comes in is read in turns,
 * whichever thread brings it.
 */
final class PolledSession implements Outbox.Owner {
    private static final Logger LOG = LoggerFactory.getLogger(PolledSession.class);

    /** After it the owner forgets a probe of which it has not heard again. */
    private static final Duration PROBE_GRACE = Duration.ofSeconds(1);

    /** How long the next owner may take to fetch what it was handed. */
    private static final Duration ARRIVAL = Duration.ofSeconds(5);

    private final SharedSessions shared;
    private final EngineConfig config;
    private final ScheduledExecutorService timer;
    private final Turns turns = new Turns();
    private final Outbox outbox;
    private final Session session;
    private final EngineListener listener;
    private final PacketReader reader;
    private volatile boolean arrived;

    /**
     * What is sent is kept until {@link #release} or {@link #changeTo}.
     *
     * @param opened makes the listener
     * @param gone told once, when the session is over here
     */
    PolledSession(
            String sid,
            HttpRequest handshake,
            Function<EngineSession, EngineListener> opened,
            Consumer<PolledSession> gone,
            SharedSessions shared,
            EngineConfig config,
            ScheduledExecutorService timer) {
        this.shared = shared;
        this.config = config;
        this.timer = timer;
        this.outbox = new Outbox(sid, shared, this);
        this.session = new Session(sid, handshake, outbox, config, timer);
        this.listener = opened.apply(session);
        session.listener(listener);
        this.reader =
                new PacketReader(session, listener, config.maxPayload(), _ -> gone.accept(this));
    }

    /** From now on things happen to it. */
    void begin() {
        session.heartbeat().start();
        turns.open();
    }

    String id() {
        return session.id();
    }

    void close(int code, String reason) {
        session.close(code, reason);
    }

    /** The body of a POST. */
    void posted(String request, String from, String body) {
        turns.take(() -> {
            boolean accepted = reader.read(Payload.split(body));
            shared.taken(id(), request, from, accepted, reader.ponged());
        });
    }

    /** Another node has ended the session. */
    void ended(EngineClosed why) {
        session.ended(why);
        outbox.seal();
        turns.take(() -> reader.ended(why));
    }

    /** A WebSocket probes. */
    void pause(String probe) {
        session.heartbeat().pause();
        if (!timer.isShutdown()) {
            var _ =
                    timer.schedule(
                            () -> shared.cancelUpgrade(id(), probe),
                            config.upgradeTimeout().plus(PROBE_GRACE).toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    void resume() {
        session.heartbeat().resume();
    }

    /** Keeps what is sent from now on, and does this when nothing is under way. */
    void hold(Runnable then) {
        outbox.hold(then);
    }

    /** Shares what was kept. */
    void release() {
        outbox.release();
    }

    /**
     * The WebSocket is the transport from now on.
     *
     * @param first packets that go before all others
     * @return where its frames go
     */
    SocketListener changeTo(Socket socket, List<String> first) {
        session.heartbeat().resume();
        outbox.changeTo(socket, first);
        return reader;
    }

    /** The node where the WebSocket is takes the session over. */
    void handOver(String to) {
        turns.take(() -> {
            CompletionStage<String> state = listener.handOver();
            var _ =
                    state.whenComplete((text, failure) -> {
                        if (failure == null) {
                            outbox.drain(() -> handOver(to, text));
                        } else {
                            LOG.warn("A session cannot be handed over", failure);
                            lost();
                        }
                    });
        });
    }

    private void handOver(String to, String state) {
        shared.handOver(id(), to, state)
                .whenComplete((handed, failure) -> {
                    outbox.seal();
                    if (failure == null && handed) {
                        session.moveAway();
                        awaitArrival();
                    } else {
                        lost();
                    }
                });
    }

    private void awaitArrival() {
        if (!timer.isShutdown()) {
            var _ =
                    timer.schedule(
                            () -> {
                                if (!arrived) {
                                    lost();
                                }
                            },
                            ARRIVAL.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /** The other node has it. */
    void arrived() {
        arrived = true;
        session.moveAway();
        turns.take(listener::handedOver);
    }

    @Override
    public void waits(long bytes) {
        if (bytes > config.maxWaitingBytes()) {
            session.slowReader();
        }
    }

    /** Ends by a thread of its own: whoever found it out may hold locks of the application. */
    @Override
    public void lost() {
        if (!timer.isShutdown()) {
            timer.execute(() -> {
                ended(EngineClosed.TRANSPORT_LOST);
                // Where it is still shared its client must not wait for more.
                shared.drop(id(), EngineClosed.TRANSPORT_LOST);
            });
        }
    }

    @Override
    public void closed() {
        EngineClosed why = session.ending();
        turns.take(() -> reader.ended(why == null ? EngineClosed.BY_SERVER : why));
    }

    /** In turn with all else. */
    void take(Runnable turn) {
        turns.take(turn);
    }
}
