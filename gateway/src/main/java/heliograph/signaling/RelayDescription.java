package heliograph.signaling;

import heliograph.protocol.ServerMessage;
import heliograph.state.Link;
import heliograph.state.Links;
import heliograph.state.Links.Relayed;
import heliograph.state.Sequence;
import heliograph.state.UserId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Relays offers and answers, which differ in name only. What the seed lists under "Key Logs to
 * Monitor" is logged at INFO, a line or two for each connection; refusals, which the client is told
 * and {@link Tally} counts, are only at DEBUG.
 */
final class RelayDescription {
    private static final Logger LOG = LoggerFactory.getLogger(RelayDescription.class);

    private final String event;
    private final Function<Links.Signal, CompletionStage<Relayed>> relay;
    private final Acknowledge acknowledge;
    private final Refusals refusals;

    /** Makes {@code offerAck} or {@code answerAck}. */
    @FunctionalInterface
    interface Acknowledge {
        ServerMessage of(
                boolean success,
                @Nullable Sequence sequence,
                @Nullable String messageId,
                @Nullable UserId target,
                @Nullable String reason,
                @Nullable Boolean duplicate);
    }

    RelayDescription(
            String event,
            Function<Links.Signal, CompletionStage<Relayed>> relay,
            Acknowledge acknowledge,
            Refusals refusals) {
        this.event = event;
        this.relay = relay;
        this.acknowledge = acknowledge;
        this.refusals = refusals;
    }

    CompletionStage<Reply> handle(Links.Signal signal) {
        return relay.apply(signal).thenApply(verdict -> answer(signal, verdict, null));
    }

    private Reply answer(Links.Signal signal, Relayed verdict, @Nullable Boolean duplicate) {
        Link link = signal.link();
        return switch (verdict) {
            case Relayed.Accepted _ -> {
                log(LOG.atInfo(), "relayed", link);
                yield Reply.both(
                        ack(signal, true, null, duplicate),
                        duplicate == null ? "accepted" : "repeated");
            }
            case Relayed.Duplicate _ -> {
                LOG.atInfo()
                        .addKeyValue("event", event + "_duplicate")
                        .addKeyValue("room", link.room())
                        .addKeyValue("from", link.from())
                        .addKeyValue("to", link.to())
                        .log("Duplicate {} detected: {} -> {}", event, link.from(), link.to());
                yield refused(signal, "duplicate", duplicate);
            }
            case Relayed.Glare _ -> {
                log(LOG.atDebug(), "refused for glare", link);
                yield refused(signal, "glare", duplicate);
            }
            case Relayed.GaveUp _ -> {
                log(LOG.atDebug(), "refused after too many failures", link);
                yield refused(signal, "max_failures", duplicate);
            }
            case Relayed.TargetUnavailable _ -> {
                log(LOG.atDebug(), "for somebody who is not in the room", link);
                yield refused(signal, "target_unavailable", duplicate);
            }
            case Relayed.NotSeated _ ->
                    refusedWith(
                            signal,
                            "bad_request",
                            refusals.notSeated(link.room(), event, link.to()));
            case Relayed.RateLimited(var retryAfter) ->
                    refusedWith(
                            signal,
                            "rate_limited",
                            refusals.rateLimited(retryAfter, event, link.to()));
            case Relayed.Repeated(var first) -> answer(signal, first, true);
        };
    }

    /** For one that did not get as far as a verdict, with what of it can be read. */
    Reply refused(Hints hints, String reason, ServerMessage.Error error) {
        ServerMessage ack =
                acknowledge.of(
                        false, hints.sequence(), hints.messageId(), hints.target(), reason, null);
        return new Reply(List.of(ack, error), ack, reason);
    }

    private Reply refused(Links.Signal signal, String reason, @Nullable Boolean duplicate) {
        return Reply.both(ack(signal, false, reason, duplicate), reason);
    }

    private Reply refusedWith(Links.Signal signal, String reason, ServerMessage.Error error) {
        ServerMessage ack = ack(signal, false, reason, null);
        return new Reply(List.of(ack, error), ack, reason);
    }

    private ServerMessage ack(
            Links.Signal signal,
            boolean success,
            @Nullable String reason,
            @Nullable Boolean duplicate) {
        return acknowledge.of(
                success,
                signal.sequence(),
                signal.messageId(),
                signal.link().to(),
                reason,
                duplicate);
    }

    private void log(LoggingEventBuilder level, String what, Link link) {
        level.addKeyValue("event", event)
                .addKeyValue("room", link.room())
                .addKeyValue("from", link.from())
                .addKeyValue("to", link.to())
                .log("{} {}: {} -> {}", event, what, link.from(), link.to());
    }
}
