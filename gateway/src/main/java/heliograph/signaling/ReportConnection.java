package heliograph.signaling;

import heliograph.protocol.ServerMessage;
import heliograph.state.Connections;
import heliograph.state.Connections.Verdict;
import heliograph.state.Link;
import heliograph.state.SessionId;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes what a browser reports about a peer connection and tells it what to do. */
final class ReportConnection {
    private static final String EVENT = "connectionStateUpdate";
    private static final Logger LOG = LoggerFactory.getLogger(ReportConnection.class);

    private final Connections connections;
    private final Refusals refusals;

    ReportConnection(Connections connections, Refusals refusals) {
        this.connections = connections;
        this.refusals = refusals;
    }

    CompletionStage<Reply> handle(Link link, SessionId sender, Connections.Report report) {
        return connections
                .report(link, sender, report)
                .thenApply(verdict -> answer(link, report, verdict));
    }

    private Reply answer(Link link, Connections.Report report, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Noted _ -> {
                LOG.atDebug()
                        .addKeyValue("event", "connection_state")
                        .addKeyValue("peerKey", link.peerKey())
                        .addKeyValue("state", report.connectionState())
                        .addKeyValue("ice", report.iceConnectionState())
                        .log(
                                "Connection state updated: {} -> {}",
                                link.peerKey(),
                                report.connectionState());
                yield Reply.done("noted");
            }
            case Verdict.Restart(int attempt) -> {
                LOG.atInfo()
                        .addKeyValue("event", "ice_restart")
                        .addKeyValue("room", link.room())
                        .addKeyValue("from", link.from())
                        .addKeyValue("to", link.to())
                        .addKeyValue("attempt", attempt)
                        .log("ICE restart recommended for {} <-> {}", link.from(), link.to());
                yield Reply.done(
                        new ServerMessage.IceRestartRequired(link.to(), link.room()), "restart");
            }
            case Verdict.GaveUp _ -> {
                LOG.atWarn()
                        .addKeyValue("event", "connection_failed")
                        .addKeyValue("room", link.room())
                        .addKeyValue("from", link.from())
                        .addKeyValue("to", link.to())
                        .log(
                                "ICE restart max attempts reached for {} <-> {}",
                                link.from(),
                                link.to());
                yield Reply.done(
                        new ServerMessage.ConnectionFailed(
                                link.to(), link.room(), "max_restart_attempts"),
                        "gave_up");
            }
            case Verdict.NotSeated _ ->
                    Reply.refused(refusals.notSeated(link.room(), EVENT, link.to()), "not_seated");
            case Verdict.RateLimited(var retryAfter) ->
                    Reply.refused(
                            refusals.rateLimited(retryAfter, EVENT, link.to()), "rate_limited");
        };
    }
}
