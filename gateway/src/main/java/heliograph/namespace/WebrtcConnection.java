package heliograph.namespace;

import heliograph.access.Login;
import heliograph.protocol.CloseReason;
import heliograph.signaling.Departures;
import heliograph.signaling.Entrance;
import heliograph.signaling.Outlet;
import heliograph.signaling.Session;
import heliograph.signaling.Sessions;
import heliograph.signaling.Switchboard;
import heliograph.socketio.Arguments;
import heliograph.socketio.NamespaceListener;
import heliograph.socketio.NamespaceSocket;
import heliograph.state.Entry.Said;
import heliograph.state.Offset;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One Socket.IO client in the namespace. */
final class WebrtcConnection implements NamespaceListener, Outlet {
    private final NamespaceSocket socket;
    private final Switchboard switchboard;
    private final boolean withOffsets;
    private final Session session;
    private final Login.Granted login;
    private final String ticket;

    private volatile @Nullable CloseReason ours;

    WebrtcConnection(
            NamespaceSocket socket,
            Login.Granted login,
            Entrance.Entered entered,
            Sessions sessions,
            Switchboard switchboard) {
        this.socket = socket;
        this.switchboard = switchboard;
        this.withOffsets = entered.pid() != null;
        this.login = login;
        this.ticket = entered.ticket();
        this.session = sessions.open(entered, login.profile(), this, login.expiresAt());
    }

    /**
     * Goes on with a client that was at another node; what was said to it meanwhile comes first.
     */
    static WebrtcConnection takenOver(
            NamespaceSocket socket,
            Login.Granted login,
            Entrance.Entered entered,
            Sessions sessions,
            Switchboard switchboard) {
        entered.missed()
                .forEach(missed ->
                        emit(socket, missed.said(), missed.offset(), entered.pid() != null));
        return new WebrtcConnection(socket, login, entered, sessions, switchboard);
    }

    /**
     * The arguments of an event. The last one is where the client stands with it: clients that were
     * given a {@code pid} take any last string for that (socketio-facts C2), so every event has it.
     */
    static Arguments arguments(Said said, Offset offset) {
        return new Arguments(List.of(said.data(), '"' + offset.toString() + '"'), List.of());
    }

    @Override
    public Protocol protocol() {
        return Protocol.SOCKET_IO;
    }

    @Override
    public long queuedBytes() {
        return socket.queuedBytes();
    }

    @Override
    public void send(Said said, Offset offset) {
        emit(socket, said, offset, withOffsets);
    }

    private static void emit(NamespaceSocket socket, Said said, Offset offset, boolean withOffset) {
        socket.emit(said.event(), withOffset ? arguments(said, offset) : Arguments.of(said.data()));
    }

    @Override
    public void close(CloseReason reason) {
        ours = reason;
        if (!reason.reconnect()) {
            // Only this packet keeps clients from coming back by themselves.
            socket.disconnect();
        }
        socket.closeTransport(reason.code(), reason.text());
    }

    @Override
    public void onEvent(
            String event, Arguments arguments, @Nullable Consumer<Arguments> acknowledge) {
        // Payloads are one object; what follows it (recovery offsets, extra arguments) is not for
        // us.
        String data = arguments.json().isEmpty() ? "{}" : arguments.json().getFirst();
        switchboard.receive(
                session,
                event,
                data,
                acknowledge == null ? null : answer -> acknowledge.accept(Arguments.of(answer)));
    }

    @Override
    public void onPing() {
        session.pinging();
    }

    @Override
    public void onPong() {
        session.ponged();
    }

    @Override
    public CompletionStage<String> handOver() {
        return switchboard.handOver(session).thenApply(at -> Carried.of(login, ticket, at).json());
    }

    @Override
    public void handedOver() {
        switchboard.handedOver(session);
    }

    @Override
    public void onDisconnect(Disconnected disconnected) {
        switchboard.closed(session, how(disconnected));
    }

    private Departures.How how(Disconnected disconnected) {
        CloseReason reason = ours;
        return switch (disconnected) {
            case BY_CLIENT -> Departures.How.CLEAN;
            case LOST, PROTOCOL_ERROR, SLOW_READER -> Departures.How.LOST;
            case BY_SERVER ->
                    reason == null || reason.reconnect()
                            ? Departures.How.LOST
                            : Departures.How.CLEAN;
        };
    }
}
