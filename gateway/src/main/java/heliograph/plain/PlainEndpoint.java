package heliograph.plain;

import heliograph.access.Credentials;
import heliograph.access.Login;
import heliograph.access.Origins;
import heliograph.access.Tokens;
import heliograph.protocol.Codec;
import heliograph.protocol.ErrorCode;
import heliograph.signaling.Entrance;
import heliograph.signaling.Sessions;
import heliograph.signaling.Switchboard;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.SocketEndpoint;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;

/** Lets clients in at {@code /webrtc/ws}: origin and token are checked before the upgrade. */
public final class PlainEndpoint implements SocketEndpoint {
    private final Tokens tokens;
    private final Origins origins;
    private final Entrance entrance;
    private final Sessions sessions;
    private final Switchboard switchboard;
    private final Pulse pulse;

    /** How often clients are asked whether they live, and how long they may take to answer. */
    record Pulse(ScheduledExecutorService timer, Duration interval, Duration timeout) {}

    /**
     * On the same handlers as Socket.IO.
     *
     * @param pingInterval from one answer to the next ping
     * @param pingTimeout from a ping to the latest answer
     */
    public PlainEndpoint(
            Tokens tokens,
            Origins origins,
            Entrance entrance,
            Sessions sessions,
            Switchboard switchboard,
            ScheduledExecutorService timer,
            Duration pingInterval,
            Duration pingTimeout) {
        this.tokens = tokens;
        this.origins = origins;
        this.entrance = entrance;
        this.sessions = sessions;
        this.switchboard = switchboard;
        this.pulse = new Pulse(timer, pingInterval, pingTimeout);
    }

    @Override
    public CompletionStage<Decision> decide(HttpRequest upgrade) {
        if (!origins.allows(upgrade)) {
            return CompletableFuture.completedFuture(
                    refuse(ErrorCode.FORBIDDEN, "Origin: not one of the allowed origins"));
        }
        return tokens.verify(Credentials.of(upgrade))
                .thenApply(login -> decide(login, ticket(upgrade)));
    }

    /** {@code ?pid=…&offset=…}, as the client was given them. */
    private static Optional<Entrance.Ticket> ticket(HttpRequest upgrade) {
        return upgrade.parameter("pid")
                .map(pid -> new Entrance.Ticket(pid, upgrade.parameter("offset")));
    }

    private Decision decide(Login login, Optional<Entrance.Ticket> ticket) {
        return switch (login) {
            case Login.Granted granted ->
                    new Decision.Accept(socket ->
                            PlainConnection.open(
                                    socket,
                                    granted,
                                    ticket,
                                    entrance,
                                    sessions,
                                    switchboard,
                                    pulse));
            case Login.Refused(var code, var message) -> refuse(code, message);
        };
    }

    private record Problem(ErrorCode code, String message) {}

    private static Decision refuse(ErrorCode code, String message) {
        return new Decision.Refuse(
                HttpResponse.json(code.httpStatus(), Codec.json(new Problem(code, message))));
    }
}
