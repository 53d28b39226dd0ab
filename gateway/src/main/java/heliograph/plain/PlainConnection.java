package heliograph.plain;

import heliograph.access.Login;
import heliograph.plain.PlainEndpoint.Pulse;
import heliograph.protocol.BadMessage;
import heliograph.protocol.CloseReason;
import heliograph.protocol.Codec;
import heliograph.protocol.ServerMessage;
import heliograph.signaling.Departures;
import heliograph.signaling.Entrance;
import heliograph.signaling.Outlet;
import heliograph.signaling.Session;
import heliograph.signaling.Sessions;
import heliograph.signaling.Switchboard;
import heliograph.state.Entry.Said;
import heliograph.state.Offset;
import heliograph.transport.Socket;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketListener;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client that speaks plain frames. */
final class PlainConnection implements SocketListener, Outlet {
    private static final Logger LOG = LoggerFactory.getLogger(PlainConnection.class);

    /** Frames that may wait for the session to be opened. */
    private static final int MAX_EARLY = 256;

    private final Socket socket;
    private final Login.Granted login;
    private final Entrance entrance;
    private final Sessions sessions;
    private final Switchboard switchboard;
    private final Pulse pulse;

    private volatile @Nullable CloseReason ours;

    private final Object gate = new Object();
    private final Queue<String> early = new ArrayDeque<>(1); // guarded by gate
    private volatile @Nullable Session session; // written under gate; null until opened
    private Departures.@Nullable How ended; // guarded by gate
    private volatile boolean withOffsets;
    private volatile @Nullable String untold; // the pid, until an event has told it

    private final Object beat = new Object();
    private @Nullable Future<?> next; // guarded by beat: the next ping, or the end of waiting
    private boolean closed; // guarded by beat

    private PlainConnection(
            Socket socket,
            Login.Granted login,
            Entrance entrance,
            Sessions sessions,
            Switchboard switchboard,
            Pulse pulse) {
        this.socket = socket;
        this.login = login;
        this.entrance = entrance;
        this.sessions = sessions;
        this.switchboard = switchboard;
        this.pulse = pulse;
    }

    static PlainConnection open(
            Socket socket,
            Login.Granted login,
            Optional<Entrance.Ticket> ticket,
            Entrance entrance,
            Sessions sessions,
            Switchboard switchboard,
            Pulse pulse) {
        PlainConnection connection =
                new PlainConnection(socket, login, entrance, sessions, switchboard, pulse);
        connection.pingLater();
        entrance.enter(login.profile(), ticket)
                .whenComplete((entered, failure) -> {
                    if (failure == null) {
                        connection.entered(entered);
                    } else {
                        LOG.warn("A client cannot be let in now", failure);
                        connection.close(CloseReason.TRY_AGAIN_LATER);
                    }
                });
        return connection;
    }

    /** Which session this is comes first, then what was missed, then what it said meanwhile. */
    private void entered(Entrance.Entered entered) {
        synchronized (gate) {
            if (ended != null) {
                entrance.abandoned(entered, login.profile());
                return;
            }
            withOffsets = entered.pid() != null;
            if (entered.resumed()) {
                // Without an offset: where the client stands is said by what it missed.
                socket.send(
                        PlainFrame.event(
                                Codec.encode(new ServerMessage.Resumed(login.profile().userId())),
                                null,
                                entered.pid()));
                entered.missed().forEach(missed -> send(missed.said(), missed.offset()));
            } else {
                untold = entered.pid();
            }
            Session opened = sessions.open(entered, login.profile(), this, login.expiresAt());
            early.forEach(text -> receive(opened, text));
            early.clear();
            session = opened;
        }
    }

    @Override
    public Protocol protocol() {
        return Protocol.PLAIN;
    }

    @Override
    public long queuedBytes() {
        return socket.queuedBytes();
    }

    @Override
    public void send(Said said, Offset offset) {
        socket.send(PlainFrame.event(said, withOffsets ? offset : null, untold));
        untold = null;
    }

    @Override
    public void close(CloseReason reason) {
        ours = reason;
        socket.close(reason.code(), reason.text());
    }

    @Override
    public void onText(String text) {
        Session opened = session;
        if (opened == null) {
            synchronized (gate) {
                opened = session;
                if (opened == null) {
                    if (early.size() < MAX_EARLY) {
                        early.add(text);
                    } else {
                        close(CloseReason.TRY_AGAIN_LATER);
                    }
                    return;
                }
            }
        }
        receive(opened, text);
    }

    private void receive(Session from, String text) {
        PlainFrame frame;
        try {
            frame = PlainFrame.parse(text);
        } catch (BadMessage e) {
            switchboard.refuse(from, e.text());
            return;
        }
        String id = frame.id();
        switchboard.receive(
                from,
                frame.event(),
                frame.data(),
                id == null ? null : answer -> socket.send(PlainFrame.acknowledgement(id, answer)));
    }

    @Override
    public void onBinary(byte[] binary) {
        close(CloseReason.TEXT_ONLY);
    }

    @Override
    public void onPong() {
        Session opened = session;
        if (opened != null) {
            opened.ponged();
        }
        pingLater();
    }

    @Override
    public void onClose(SocketClosed end) {
        synchronized (beat) {
            closed = true;
            cancel();
        }
        Session opened;
        synchronized (gate) {
            ended = how(end);
            opened = session;
        }
        if (opened != null) {
            switchboard.closed(opened, how(end));
        }
    }

    /**
     * Closing the page or the socket is goodbye; everything else is a loss (wire contract,
     * "Meaning").
     */
    private Departures.How how(SocketClosed end) {
        CloseReason reason = ours;
        return switch (end.by()) {
            case PEER -> Departures.How.CLEAN;
            case LOST, SLOW_READER -> Departures.How.LOST;
            case US ->
                    reason == null || reason.reconnect()
                            ? Departures.How.LOST
                            : Departures.How.CLEAN;
        };
    }

    private void pingLater() {
        schedule(this::ping, pulse.interval().toMillis());
    }

    private void ping() {
        schedule(() -> close(CloseReason.PING_TIMEOUT), pulse.timeout().toMillis());
        Session opened = session;
        if (opened != null) {
            opened.pinging();
        }
        socket.ping();
    }

    private void schedule(Runnable action, long millis) {
        synchronized (beat) {
            cancel();
            if (!closed && !pulse.timer().isShutdown()) {
                next = pulse.timer().schedule(action, millis, TimeUnit.MILLISECONDS);
            }
        }
    }

    private void cancel() {
        if (next != null) {
            next.cancel(false);
            next = null;
        }
    }
}
