package heliograph.signaling;

import heliograph.state.Inboxes;
import heliograph.state.Inboxes.Position;
import heliograph.state.NodeId;
import heliograph.state.Nodes;
import heliograph.state.Nodes.Proof;
import heliograph.state.Offset;
import heliograph.state.SessionId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Whether what is published reaches this node, found out by trying. After every doubt all sessions
 * are compared with their inboxes and catch up; without one a part of them at each beat, so that
 * what got lost in silence is found too.
 */
public final class Watch {
    private static final Logger LOG = LoggerFactory.getLogger(Watch.class);
    private static final Duration BEAT = Duration.ofSeconds(1);

    /** A proof that is older than this proves nothing. */
    private static final long FRESH_NANOS = Duration.ofSeconds(3).toNanos();

    /** Without a doubt each session is compared once in so many beats. */
    private static final int SLICES = 10;

    /** Sessions in one question. */
    private static final int BATCH = 200;

    private final Nodes nodes;
    private final Inboxes inboxes;
    private final NodeId node;
    private final Sessions sessions;
    private final ScheduledExecutorService timer;
    private final Runnable back;
    private final Supplier<String> epoch;
    private final Consumer<String> historyCut;

    private final AtomicBoolean asking = new AtomicBoolean();
    private final AtomicBoolean doubt = new AtomicBoolean();
    private final AtomicLong heardAt = new AtomicLong();
    private final AtomicLong subscriptions = new AtomicLong(1);
    private final AtomicLong beats = new AtomicLong();
    private final AtomicReference<String> provenIn = new AtomicReference<>("");

    /**
     * Over the sessions of this node.
     *
     * @param back called when Redis can be reached again
     * @param epoch the present one
     * @param historyCut called with the epoch before when Redis turns out to have lost what it had
     *     said yes to
     */
    public Watch(
            Nodes nodes,
            Inboxes inboxes,
            NodeId node,
            Sessions sessions,
            ScheduledExecutorService timer,
            Runnable back,
            Supplier<String> epoch,
            Consumer<String> historyCut) {
        this.nodes = nodes;
        this.inboxes = inboxes;
        this.node = node;
        this.sessions = sessions;
        this.timer = timer;
        this.back = back;
        this.epoch = epoch;
        this.historyCut = historyCut;
        heardAt.set(System.nanoTime());
    }

    /** Begins. */
    public void start() {
        var _ =
                timer.scheduleWithFixedDelay(
                        this::beat, BEAT.toMillis(), BEAT.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Whether something published was heard a moment ago. */
    public boolean delivers() {
        return System.nanoTime() - heardAt.get() < FRESH_NANOS;
    }

    private void beat() {
        if (!asking.compareAndSet(false, true)) {
            return; // the last question is not answered yet
        }
        nodes.prove(node)
                .whenComplete((proof, failure) -> {
                    asking.set(false);
                    if (failure == null) {
                        take(proof);
                    } else {
                        doubt.set(true);
                    }
                });
    }

    private void take(Proof proof) {
        switch (proof) {
            case Proof.Heard(long confirmed, boolean promoted, boolean forgetful) -> {
                boolean renewed = subscriptions.getAndSet(confirmed) != confirmed;
                boolean doubted = doubt.getAndSet(false);
                if (renewed || doubted) {
                    back.run();
                }
                heardAt.set(System.nanoTime());
                String before = provenIn.getAndSet(epoch.get());
                if (promoted || forgetful) {
                    LOG.atWarn()
                            .addKeyValue("event", promoted ? "redis_promoted" : "redis_forgot")
                            .log(
                                    promoted
                                            ? "A replica has become the master; what it had not got"
                                                    + " is lost"
                                            : "Redis has lost what it had said yes to");
                    // Another node may have found it first, and this one heard of it by a beat.
                    historyCut.accept(before);
                } else if (renewed || doubted) {
                    LOG.atInfo()
                            .addKeyValue("event", "delivery_back")
                            .log("What is published arrives again; all sessions catch up");
                    compare(SLICES);
                } else {
                    compare(1);
                }
            }
            case Proof.NotHeard _ -> {
                if (!doubt.getAndSet(true)) {
                    LOG.atWarn()
                            .addKeyValue("event", "delivery_lost")
                            .log("What is published does not arrive; subscribing anew");
                }
            }
        }
    }

    /** Compares so many tenths of the sessions. */
    private void compare(int slices) {
        long turn = beats.getAndIncrement() % SLICES;
        List<Session> some = new ArrayList<>();
        sessions.forEach(session -> {
            if (slices == SLICES
                    || session.isForked()
                    || Math.floorMod(session.id().hashCode(), SLICES) == turn) {
                some.add(session);
            }
        });
        for (int i = 0; i < some.size(); i += BATCH) {
            compare(some.subList(i, Math.min(some.size(), i + BATCH)));
        }
    }

    private void compare(List<Session> some) {
        // Taken before the question: an inbox only grows meanwhile.
        Map<Session, Offset> before = new HashMap<>();
        some.forEach(session -> before.put(session, session.last()));
        inboxes.positions(some.stream().map(Session::id).toList())
                .whenComplete((positions, failure) -> {
                    if (failure != null) {
                        doubt.set(true);
                        return;
                    }
                    Map<SessionId, Offset> now = new HashMap<>();
                    for (Position position : positions) {
                        now.put(position.session(), position.last());
                    }
                    before.forEach(
                            (session, stood) -> judge(session, stood, now.get(session.id())));
                });
    }

    private void judge(Session session, Offset before, @Nullable Offset now) {
        if (session.isBrokenOff()) {
            return; // once is enough, and what it says of the history was heard
        }
        if (now == null) {
            session.startOver("session_gone");
        } else if (session.isForked()
                || now.position() < before.position()
                || (now.position() == before.position() && now.nonce() != before.nonce())) {
            session.startOver("state_lost");
            historyCut.accept(session.epoch());
        } else if (now.position() > session.last().position()) {
            session.catchUp();
        }
    }
}
