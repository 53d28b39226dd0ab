package heliograph.signaling;

import heliograph.protocol.Codec;
import heliograph.protocol.ServerMessage;
import heliograph.state.ConnectionState;
import heliograph.state.Connections;
import heliograph.state.Connections.Verdict;
import heliograph.state.IceConnectionState;
import heliograph.state.IceGatheringState;
import heliograph.state.Link;
import heliograph.state.SessionId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Takes what a browser reports about a peer connection; what it is to do stands in its inbox. Of
 * the lines that the seed lists under "Key Logs to Monitor", connection states and restarts are at
 * INFO and the end of the restarts at WARN. A report that names only ICE states stays at DEBUG:
 * there are several of them before each connection state, which sums them up.
 */
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
                .report(
                        link,
                        sender,
                        report,
                        new Connections.Orders(
                                Codec.encode(
                                        new ServerMessage.IceRestartRequired(
                                                link.to(), link.room())),
                                Codec.encode(
                                        new ServerMessage.ConnectionFailed(
                                                link.to(), link.room(), "max_restart_attempts"))))
                .thenApply(verdict -> answer(link, report, verdict));
    }

    private Reply answer(Link link, Connections.Report report, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Noted _ -> {
                log(link, report);
                yield Reply.done("noted");
            }
            case Verdict.Restart(int attempt) -> {
                log(link, report);
                LOG.atInfo()
                        .addKeyValue("event", "ice_restart")
                        .addKeyValue("room", link.room())
                        .addKeyValue("from", link.from())
                        .addKeyValue("to", link.to())
                        .addKeyValue("attempt", attempt)
                        .log("ICE restart recommended for {} <-> {}", link.from(), link.to());
                yield Reply.done("restart");
            }
            case Verdict.GaveUp _ -> {
                log(link, report);
                LOG.atWarn()
                        .addKeyValue("event", "connection_failed")
                        .addKeyValue("room", link.room())
                        .addKeyValue("from", link.from())
                        .addKeyValue("to", link.to())
                        .log(
                                "ICE restart max attempts reached for {} <-> {}",
                                link.from(),
                                link.to());
                yield Reply.done("gave_up");
            }
            case Verdict.NotSeated _ ->
                    Reply.refused(refusals.notSeated(link.room(), EVENT, link.to()), "not_seated");
            case Verdict.RateLimited(var retryAfter) ->
                    Reply.refused(
                            refusals.rateLimited(retryAfter, EVENT, link.to()), "rate_limited");
        };
    }

    private static void log(Link link, Connections.Report report) {
        ConnectionState connection = report.connectionState();
        IceConnectionState ice = report.iceConnectionState();
        IceGatheringState gathering = report.iceGatheringState();
        LoggingEventBuilder line = connection != null ? LOG.atInfo() : LOG.atDebug();
        line = line.addKeyValue("event", "connection_state").addKeyValue("peerKey", link.peerKey());
        List<String> states = new ArrayList<>(3);
        if (connection != null) {
            line = line.addKeyValue("state", connection.word());
            states.add(connection.word());
        }
        if (ice != null) {
            line = line.addKeyValue("ice", ice.word());
            states.add("ICE " + ice.word());
        }
        if (gathering != null) {
            line = line.addKeyValue("gathering", gathering.word());
            states.add("gathering " + gathering.word());
        }
        if (!states.isEmpty()) {
            line.log(
                    "Connection state updated: {} -> {}",
                    link.peerKey(),
                    String.join(", ", states));
        }
    }
}
