package heliograph.state.redis;

import static heliograph.state.redis.Arguments.ms;
import static heliograph.state.redis.Arguments.optional;

import heliograph.state.ConnectionState;
import heliograph.state.IceConnectionState;
import heliograph.state.IceGatheringState;
import heliograph.state.Link;
import heliograph.state.LinkStatistics;
import heliograph.state.Links;
import heliograph.state.RoomId;
import heliograph.state.Sequence;
import heliograph.state.SignalingState;
import heliograph.state.Windows;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Offers and answers. */
final class RedisLinks implements Links {
    /** Descriptions that wait for one user who is away; more than a room full of peers can mean. */
    private static final int MAX_WAITING = 64;

    private final Scripts scripts;
    private final Witness witness;
    private final Windows windows;

    RedisLinks(Scripts scripts, Witness witness, Windows windows) {
        this.witness = witness;
        this.scripts = scripts;
        this.windows = windows;
    }

    @Override
    public CompletionStage<Relayed> relayOffer(Signal offer) {
        return relay(Script.RELAY_OFFER, offer);
    }

    @Override
    public CompletionStage<Relayed> relayAnswer(Signal answer) {
        return relay(Script.RELAY_ANSWER, answer);
    }

    private CompletionStage<Relayed> relay(Script script, Signal signal) {
        Link link = signal.link();
        return scripts.call(
                script,
                new String[] {
                    Keys.rate(link.from(), Keys.Rate.DESCRIPTION),
                    Keys.seats(link.room()),
                    Keys.link(link),
                    Keys.link(link.reverse()),
                    Keys.seen(link),
                    Keys.candidates(link),
                    Keys.wait(link.room(), link.to()),
                    Keys.peers(link.room(), link.from()),
                    Keys.peers(link.room(), link.to())
                },
                new String[] {
                    link.from().value(),
                    link.to().value(),
                    signal.sender().value(),
                    optional(signal.sequence()),
                    optional(signal.messageId()),
                    Arguments.generation(signal.ufrags()),
                    Arguments.said(signal.said()),
                    Integer.toString(windows.descriptions()),
                    ms(windows.rate()),
                    ms(windows.sequence()),
                    Integer.toString(windows.maxFailures()),
                    ms(windows.glare()),
                    ms(windows.candidates()),
                    ms(windows.seatGrace().multipliedBy(2)),
                    Integer.toString(MAX_WAITING),
                    ms(windows.roomTtl())
                },
                answer -> relayed(witness.saw(answer)));
    }

    private static Relayed relayed(List<Object> answer) {
        return switch (Answers.word(answer)) {
            case "rate_limited" -> new Relayed.RateLimited(Answers.millis(answer, 1));
            case "repeated" -> new Relayed.Repeated(verdict(answer, Answers.text(answer, 1)));
            default -> verdict(answer, Answers.word(answer));
        };
    }

    private static Relayed verdict(List<Object> answer, String word) {
        return switch (word) {
            case "accepted" -> new Relayed.Accepted();
            case "duplicate" -> new Relayed.Duplicate();
            case "glare" -> new Relayed.Glare();
            case "gave_up" -> new Relayed.GaveUp();
            case "target_unavailable" -> new Relayed.TargetUnavailable();
            case "not_seated" -> new Relayed.NotSeated();
            default -> throw Answers.unknown(answer);
        };
    }

    @Override
    public CompletionStage<Recorded> recordOfferSent(Link link, @Nullable Sequence sequence) {
        return record(Script.RECORD_OFFER_SENT, link, sequence);
    }

    @Override
    public CompletionStage<Recorded> recordOfferReceived(Link link, @Nullable Sequence sequence) {
        return record(Script.RECORD_OFFER_RECEIVED, link, sequence);
    }

    @Override
    public CompletionStage<Recorded> recordAnswerSent(Link link, @Nullable Sequence sequence) {
        return record(Script.RECORD_ANSWER_SENT, link, sequence);
    }

    @Override
    public CompletionStage<Recorded> recordAnswerReceived(Link link, @Nullable Sequence sequence) {
        return record(Script.RECORD_ANSWER_RECEIVED, link, sequence);
    }

    private CompletionStage<Recorded> record(
            Script script, Link link, @Nullable Sequence sequence) {
        return scripts.call(
                script,
                new String[] {
                    Keys.link(link),
                    Keys.seen(link),
                    Keys.peers(link.room(), link.from()),
                    Keys.peers(link.room(), link.to())
                },
                new String[] {
                    link.from().value(),
                    link.to().value(),
                    optional(sequence),
                    ms(windows.sequence()),
                    ms(windows.roomTtl())
                },
                answer -> {
                    SignalingState state = SignalingState.valueOf(Answers.text(answer, 1));
                    return switch (Answers.word(answer)) {
                        case "new" -> new Recorded(true, state);
                        case "duplicate" -> new Recorded(false, state);
                        default -> throw Answers.unknown(answer);
                    };
                });
    }

    @Override
    public CompletionStage<Boolean> canRetry(Link link) {
        return scripts.call(
                Script.CAN_RETRY,
                new String[] {Keys.link(link)},
                new String[] {Integer.toString(windows.maxFailures())},
                Answers::yes);
    }

    @Override
    public CompletionStage<@Nullable Void> cleanup(Link link) {
        return scripts.call(
                Script.CLEANUP,
                new String[] {Keys.link(link), Keys.seen(link), Keys.candidates(link)},
                new String[0],
                _ -> null);
    }

    @Override
    public CompletionStage<@Nullable Void> cleanupRoom(RoomId room) {
        return scripts.call(
                Script.CLEANUP_ROOM,
                new String[] {Keys.seats(room)},
                new String[] {Keys.prefix(room)},
                _ -> null);
    }

    @Override
    public CompletionStage<LinkStatistics> getStatistics(Link link) {
        return scripts.call(
                Script.LINK_STATISTICS,
                new String[] {Keys.link(link), Keys.candidates(link)},
                new String[] {ms(windows.candidates())},
                answer -> LinkFields.of(answer, 3).statistics(answer, windows));
    }

    /** The W3C word of an enum constant, or null for an empty one. */
    static @Nullable ConnectionState connection(@Nullable String word) {
        return word == null ? null : ConnectionState.valueOf(upper(word));
    }

    static @Nullable IceConnectionState ice(@Nullable String word) {
        return word == null ? null : IceConnectionState.valueOf(upper(word));
    }

    static @Nullable IceGatheringState gathering(@Nullable String word) {
        return word == null ? null : IceGatheringState.valueOf(upper(word));
    }

    private static String upper(String word) {
        return word.toUpperCase(java.util.Locale.ROOT);
    }
}
