package heliograph.namespace;

import heliograph.access.Credentials;
import heliograph.access.Login;
import heliograph.access.Tokens;
import heliograph.protocol.BadMessage;
import heliograph.protocol.Codec;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.JsonView;
import heliograph.signaling.Entrance;
import heliograph.signaling.Sessions;
import heliograph.signaling.Switchboard;
import heliograph.socketio.Namespace;
import heliograph.socketio.NamespaceListener;
import heliograph.socketio.NamespaceSocket;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Lets Socket.IO clients in by the token in {@code auth} (wire contract, "Where"). */
public final class WebrtcNamespace implements Namespace {
    /** Its name on the wire. */
    public static final String NAME = "/webrtc";

    private final Tokens tokens;
    private final Entrance entrance;
    private final Sessions sessions;
    private final Switchboard switchboard;

    /** On the same handlers as the plain frames. */
    public WebrtcNamespace(
            Tokens tokens, Entrance entrance, Sessions sessions, Switchboard switchboard) {
        this.tokens = tokens;
        this.entrance = entrance;
        this.sessions = sessions;
        this.switchboard = switchboard;
    }

    /**
     * What of {@code auth} belongs to connection state recovery (socketio-facts C1). Anything that
     * is no string there is nobody's ticket.
     */
    private static Optional<Entrance.Ticket> ticket(String auth) {
        try {
            JsonView in = JsonView.of("auth", auth);
            return in.isString("pid")
                    ? Optional.of(
                            new Entrance.Ticket(
                                    in.string("pid"),
                                    in.isString("offset")
                                            ? Optional.of(in.string("offset"))
                                            : Optional.empty()))
                    : Optional.empty();
        } catch (BadMessage e) {
            return Optional.empty();
        }
    }

    private record Reason(ErrorCode code) {}

    @Override
    public CompletionStage<Admission> admit(Connect connect) {
        return tokens.verify(Credentials.ofAuth(connect.auth()))
                .thenCompose(login -> decide(login, ticket(connect.auth())));
    }

    /**
     * The same as a recovery, but that the client notices nothing: the session's generation grows,
     * and its seats come with it.
     */
    @Override
    public CompletionStage<NamespaceListener> takeOver(NamespaceSocket socket, String state) {
        Carried carried = Carried.read(state);
        Login.Granted login = carried.login();
        return entrance.takeOver(login.profile(), carried.ticket(), carried.offset())
                .thenApply(entered ->
                        WebrtcConnection.takenOver(
                                socket,
                                login,
                                entered.orElseThrow(() ->
                                        new IllegalStateException("the session is not there")),
                                sessions,
                                switchboard));
    }

    private CompletionStage<Admission> decide(Login login, Optional<Entrance.Ticket> ticket) {
        return switch (login) {
            // Authorised first; only then is looked what there is to resume.
            case Login.Granted granted ->
                    entrance.enter(granted.profile(), ticket)
                            .thenApply(entered -> admit(granted, entered));
            case Login.Refused(var code, var message) when code.mayRetry() ->
                    // CONNECT_ERROR would stop the client for good; a broken transport brings it
                    // back.
                    CompletableFuture.failedStage(new IllegalStateException(message));
            case Login.Refused(var code, var message) ->
                    CompletableFuture.completedStage(
                            new Admission.Refuse(message, Codec.json(new Reason(code))));
        };
    }

    private Admission admit(Login.Granted granted, Entrance.Entered entered) {
        return new Admission.Admit(
                entered.id().id(),
                entered.pid(),
                entered.missed().stream()
                        .map(missed ->
                                new Missed(
                                        missed.said().event(),
                                        WebrtcConnection.arguments(missed.said(), missed.offset())))
                        .toList(),
                socket -> new WebrtcConnection(socket, granted, entered, sessions, switchboard),
                () -> entrance.abandoned(entered, granted.profile()));
    }
}
