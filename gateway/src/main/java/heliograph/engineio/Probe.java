package heliograph.engineio;

import heliograph.transport.HttpRequest;
import heliograph.transport.RandomId;
import heliograph.transport.Socket;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketListener;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket that is to replace long polling (socketio-facts A6): {@code 2probe}, {@code 3probe},
 * {@code 5}, and then it is the transport. What the client sends behind its {@code 5} waits until
 * the session is here.
 */
final class Probe implements SocketListener {
    private static final int NORMAL = 1000;
    private static final int PROTOCOL_ERROR = 1002;
    private static final int TOO_MUCH = 1009;
    private static final String PING = "2probe";
    private static final String PONG = "3probe";
    private static final String UPGRADE = "5";

    private enum Stage {
        FRESH,
        PROBED,
        FINISHING,
        BOUND,
        OVER
    }

    private final String sid;
    private final String id = RandomId.next();
    private final HttpRequest upgrade;
    private final Socket socket;
    private final SharedSessions shared;
    private final Polling polling;
    private final long maxWaiting;
    private final Turns turns = new Turns();
    private final Future<?> deadline;
    private Stage stage = Stage.FRESH; // guarded by this
    private long waiting; // guarded by this
    private CompletionStage<Boolean> begun = CompletableFuture.completedStage(false); // reader's
    private @Nullable SocketListener bound; // in turns
    private @Nullable Consumer<Runnable> inTurn; // in turns

    Probe(
            String sid,
            HttpRequest upgrade,
            Socket socket,
            SharedSessions shared,
            Polling polling,
            EngineConfig config,
            ScheduledExecutorService timer) {
        this.sid = sid;
        this.upgrade = upgrade;
        this.socket = socket;
        this.shared = shared;
        this.polling = polling;
        this.maxWaiting = config.maxWaitingBytes();
        this.deadline =
                timer.schedule(
                        () -> fail(NORMAL, "not upgraded in time"),
                        config.upgradeTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    String sid() {
        return sid;
    }

    /** Its own, which no other WebSocket has. */
    String id() {
        return id;
    }

    /** The request that opened it. */
    HttpRequest upgrade() {
        return upgrade;
    }

    boolean isOver() {
        return stage() == Stage.OVER;
    }

    private synchronized Stage stage() {
        return stage;
    }

    Socket socket() {
        return socket;
    }

    @Override
    public void onText(String packet) {
        Stage was;
        synchronized (this) {
            was = stage;
            if (was == Stage.FRESH && packet.equals(PING)) {
                stage = Stage.PROBED;
            } else if (was == Stage.PROBED && packet.equals(UPGRADE)) {
                stage = Stage.FINISHING;
            }
        }
        switch (was) {
            case FRESH -> {
                if (packet.equals(PING)) {
                    begin();
                } else {
                    fail(PROTOCOL_ERROR, "not a probe");
                }
            }
            case PROBED -> {
                if (packet.equals(UPGRADE)) {
                    finish();
                } else {
                    fail(PROTOCOL_ERROR, "not an upgrade");
                }
            }
            case FINISHING, BOUND -> deliver(packet.length(), to -> to.onText(packet));
            case OVER -> {}
        }
    }

    @Override
    public void onBinary(byte[] message) {
        switch (stage()) {
            case FRESH, PROBED -> fail(PROTOCOL_ERROR, "not a probe");
            case FINISHING, BOUND -> deliver(message.length, to -> to.onBinary(message));
            case OVER -> {}
        }
    }

    private void begin() {
        begun = shared.beginUpgrade(sid, id).exceptionally(_ -> false);
        var _ =
                begun.thenAccept(may -> {
                    if (may) {
                        socket.send(PONG);
                    } else {
                        refuse();
                    }
                });
    }

    private void finish() {
        var _ =
                begun.thenAccept(may -> {
                    if (may) {
                        polling.finish(this);
                    }
                });
    }

    /** In order, once the session is here. */
    private void deliver(int size, Consumer<SocketListener> what) {
        boolean tooMuch;
        synchronized (this) {
            waiting += stage == Stage.BOUND ? 0 : size;
            tooMuch = stage != Stage.BOUND && waiting > maxWaiting;
        }
        if (tooMuch) {
            fail(TOO_MUCH, "too much before the upgrade");
        } else {
            turns.take(() -> forward(what));
        }
    }

    private void forward(Consumer<SocketListener> what) {
        if (bound != null && inTurn != null) {
            SocketListener to = bound;
            inTurn.accept(() -> what.accept(to));
        }
    }

    /**
     * The session is here.
     *
     * @param turn does things in turn with all else that happens to the session
     * @return false where the WebSocket is gone already
     */
    boolean bind(SocketListener listener, Consumer<Runnable> turn) {
        deadline.cancel(false);
        bound = listener;
        inTurn = turn;
        boolean here;
        synchronized (this) {
            here = stage == Stage.FINISHING;
            if (here) {
                stage = Stage.BOUND;
            }
        }
        turns.open();
        return here;
    }

    /** There is nothing to upgrade, or not any more. */
    void refuse() {
        fail(NORMAL, "no upgrade");
    }

    @Override
    public void onClose(SocketClosed closed) {
        if (!giveUp()) {
            turns.take(() -> forward(to -> to.onClose(closed)));
        }
    }

    private void fail(int code, String reason) {
        if (giveUp()) {
            socket.close(code, reason);
        }
    }

    /** Leaves the session to long polling, unless this is its transport already. */
    private boolean giveUp() {
        Stage was;
        synchronized (this) {
            was = stage;
            if (was == Stage.BOUND) {
                return false;
            }
            stage = Stage.OVER;
        }
        deadline.cancel(false);
        if (was == Stage.PROBED) {
            shared.cancelUpgrade(sid, id);
        }
        polling.forget(this);
        return true;
    }
}
