package heliograph.signaling;

import heliograph.protocol.ErrorCode;
import heliograph.state.Candidates;
import heliograph.state.Candidates.Relayed;
import heliograph.state.Link;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Relays a candidate. Its success and its repetition are silent; only an acknowledgement says so.
 * The two lines that the seed lists under "Key Logs to Monitor" stay at DEBUG: a connection has
 * tens of candidates, and {@link Tally} counts them.
 */
final class RelayCandidate {
    private static final String EVENT = "iceCandidate";
    private static final Logger LOG = LoggerFactory.getLogger(RelayCandidate.class);

    private final Candidates candidates;
    private final Refusals refusals;

    RelayCandidate(Candidates candidates, Refusals refusals) {
        this.candidates = candidates;
        this.refusals = refusals;
    }

    CompletionStage<Reply> handle(Candidates.Signal signal) {
        return candidates
                .relayCandidate(signal)
                .thenApply(verdict -> answer(signal.link(), verdict));
    }

    private Reply answer(Link link, Relayed verdict) {
        return switch (verdict) {
            case Relayed.Accepted _ -> {
                LOG.atDebug()
                        .addKeyValue("event", EVENT)
                        .addKeyValue("room", link.room())
                        .addKeyValue("from", link.from())
                        .addKeyValue("to", link.to())
                        .log("ICE: {} -> {}", link.from(), link.to());
                yield Reply.done("accepted");
            }
            case Relayed.Held _ -> Reply.done("held");
            case Relayed.Duplicate _ -> {
                LOG.atDebug()
                        .addKeyValue("event", "iceCandidate_duplicate")
                        .addKeyValue("room", link.room())
                        .addKeyValue("from", link.from())
                        .addKeyValue("to", link.to())
                        .log("Duplicate ICE candidate detected: {} -> {}", link.from(), link.to());
                yield Reply.done("duplicate");
            }
            case Relayed.Repeated _ -> Reply.repeated();
            case Relayed.BufferFull _ ->
                    Reply.refused(
                            refusals.of(
                                    ErrorCode.RATE_LIMITED,
                                    "candidate: the buffer of this peer is full",
                                    EVENT,
                                    link.to()),
                            "buffer_full");
            case Relayed.NotSeated _ ->
                    Reply.refused(refusals.notSeated(link.room(), EVENT, link.to()), "not_seated");
            case Relayed.RateLimited(var retryAfter) ->
                    Reply.refused(
                            refusals.rateLimited(retryAfter, EVENT, link.to()), "rate_limited");
        };
    }
}
