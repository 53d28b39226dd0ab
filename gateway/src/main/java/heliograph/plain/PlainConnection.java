package heliograph.plain;

import heliograph.access.Login;
import heliograph.plain.PlainEndpoint.Pulse;
import heliograph.protocol.BadMessage;
import heliograph.protocol.CloseReason;
import heliograph.signaling.Departures;
import heliograph.signaling.Outlet;
import heliograph.signaling.Session;
import heliograph.signaling.Sessions;
import heliograph.signaling.Switchboard;
import heliograph.state.Publication.Said;
import heliograph.state.SessionId;
import heliograph.transport.RandomId;
import heliograph.transport.Socket;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketListener;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** One client that speaks plain frames. */
final class PlainConnection implements SocketListener, Outlet {
    private final Socket socket;
    private final Switchboard switchboard;
    private final Pulse pulse;
    private final Session session;

    private volatile @Nullable CloseReason ours;

    private final Object beat = new Object();
    private @Nullable Future<?> next; // guarded by beat: the next ping, or the end of waiting
    private boolean closed; // guarded by beat

    private PlainConnection(
            Socket socket,
            Login.Granted login,
            Sessions sessions,
            Switchboard switchboard,
            Pulse pulse) {
        this.socket = socket;
        this.switchboard = switchboard;
        this.pulse = pulse;
        this.session =
                sessions.open(
                        new SessionId(RandomId.next()), login.profile(), this, login.expiresAt());
    }

    static PlainConnection open(
            Socket socket,
            Login.Granted login,
            Sessions sessions,
            Switchboard switchboard,
            Pulse pulse) {
        PlainConnection connection =
                new PlainConnection(socket, login, sessions, switchboard, pulse);
        connection.pingLater();
        return connection;
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
    public void send(Said said) {
        socket.send(PlainFrame.event(said));
    }

    @Override
    public void close(CloseReason reason) {
        ours = reason;
        socket.close(reason.code(), reason.text());
    }

    @Override
    public void onText(String text) {
        PlainFrame frame;
        try {
            frame = PlainFrame.parse(text);
        } catch (BadMessage e) {
            switchboard.refuse(session, e.text());
            return;
        }
        String id = frame.id();
        switchboard.receive(
                session,
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
        pingLater();
    }

    @Override
    public void onClose(SocketClosed end) {
        synchronized (beat) {
            closed = true;
            cancel();
        }
        switchboard.closed(session, how(end));
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
