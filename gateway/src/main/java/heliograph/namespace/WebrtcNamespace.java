package heliograph.namespace;

import heliograph.access.Credentials;
import heliograph.access.Login;
import heliograph.access.Tokens;
import heliograph.protocol.Codec;
import heliograph.protocol.ErrorCode;
import heliograph.signaling.Sessions;
import heliograph.signaling.Switchboard;
import heliograph.socketio.Namespace;
import java.util.concurrent.CompletionStage;

/** Lets Socket.IO clients in by the token in {@code auth} (wire contract, "Where"). */
public final class WebrtcNamespace implements Namespace {
    /** Its name on the wire. */
    public static final String NAME = "/webrtc";

    private final Tokens tokens;
    private final Sessions sessions;
    private final Switchboard switchboard;

    /** On the same handlers as the plain frames. */
    public WebrtcNamespace(Tokens tokens, Sessions sessions, Switchboard switchboard) {
        this.tokens = tokens;
        this.sessions = sessions;
        this.switchboard = switchboard;
    }

    private record Reason(ErrorCode code) {}

    @Override
    public CompletionStage<Admission> admit(Connect connect) {
        return tokens.verify(Credentials.ofAuth(connect.auth())).thenApply(this::decide);
    }

    private Admission decide(Login login) {
        return switch (login) {
            case Login.Granted granted ->
                    new Admission.Admit(
                            socket -> new WebrtcConnection(socket, granted, sessions, switchboard));
            case Login.Refused(var code, var message) when code.mayRetry() ->
                    // CONNECT_ERROR would stop the client for good; a broken transport brings it
                    // back.
                    throw new IllegalStateException(message);
            case Login.Refused(var code, var message) ->
                    new Admission.Refuse(message, Codec.json(new Reason(code)));
        };
    }
}
