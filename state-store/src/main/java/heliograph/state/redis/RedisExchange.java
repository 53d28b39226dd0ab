package heliograph.state.redis;

import static heliograph.state.redis.Arguments.ms;

import heliograph.state.Exchange;
import heliograph.state.NodeId;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Long polling over all nodes. */
final class RedisExchange implements Exchange {
    /** Added to the client's patience: its owner ends the session in time, unless it has died. */
    private static final Duration GRACE = Duration.ofSeconds(30);

    private static final String NOTHING = "0\n";

    private final Scripts scripts;
    private final RedisAsyncCommands<String, String> redis;
    private final Hearing hearing;

    RedisExchange(Scripts scripts, RedisAsyncCommands<String, String> redis, Hearing hearing) {
        this.scripts = scripts;
        this.redis = redis;
        this.hearing = hearing;
    }

    private static String[] keys(String session) {
        return new String[] {Keys.polling(session), Keys.waiting(session)};
    }

    private static @Nullable Void nothing(List<Object> answer) {
        return switch (Answers.word(answer)) {
            case "done", "gone" -> null;
            default -> throw Answers.unknown(answer);
        };
    }

    private static List<String> packets(List<Object> answer, int index) {
        return Answers.list(answer, index).stream().map(String::valueOf).toList();
    }

    @Override
    public CompletionStage<@Nullable Void> listen(NodeId node, Consumer<Note> listener) {
        return hearing.subscribe(
                Keys.engineChannel(node),
                message -> {
                    if (!message.equals(NOTHING)) {
                        listener.accept(NoteText.parse(message));
                    }
                },
                () -> listener.accept(new Note.Again()));
    }

    @Override
    public CompletionStage<@Nullable Void> open(String session, NodeId owner, Duration patience) {
        return scripts.call(
                Script.OPEN_POLLING,
                keys(session),
                new String[] {owner.value(), ms(patience), ms(patience.plus(GRACE))},
                RedisExchange::nothing);
    }

    @Override
    public CompletionStage<Standing> find(String session) {
        return redis.hget(Keys.polling(session), "state")
                .handle((state, failure) -> {
                    if (failure != null) {
                        throw Scripts.unavailable("finding a session", failure);
                    }
                    return switch (state) {
                        case null -> Standing.ABSENT;
                        case "closed" -> Standing.ABSENT;
                        case "polling" -> Standing.POLLING;
                        default -> Standing.UPGRADED;
                    };
                });
    }

    @Override
    public CompletionStage<Polled> poll(
            String session, Request request, boolean again, int maxBytes) {
        return scripts.call(
                Script.ANSWER_POLL,
                keys(session),
                new String[] {
                    session,
                    request.id(),
                    request.node().value(),
                    Arguments.flag(again),
                    Integer.toString(maxBytes)
                },
                answer ->
                        switch (Answers.word(answer)) {
                            case "packets" -> new Polled.Packets(packets(answer, 1));
                            case "wait" ->
                                    new Polled.Wait(
                                            new NodeId(Answers.text(answer, 1)),
                                            Answers.millis(answer, 2));
                            case "soon" -> new Polled.Soon();
                            case "second" -> new Polled.Second();
                            case "upgraded" -> new Polled.Upgraded();
                            case "unknown" -> new Polled.Unknown();
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<@Nullable Void> release(String session, Request request) {
        return scripts.call(
                Script.RELEASE_POLL,
                keys(session),
                new String[] {request.id(), request.node().value()},
                RedisExchange::nothing);
    }

    @Override
    public CompletionStage<Passed> post(String session, Request request, String body) {
        return scripts.call(
                Script.PASS_POST,
                keys(session),
                new String[] {session, request.id(), request.node().value(), body},
                answer -> Passed.valueOf(Answers.word(answer).toUpperCase(Locale.ROOT)));
    }

    @Override
    public CompletionStage<@Nullable Void> taken(
            String session, Request request, boolean accepted, boolean pong) {
        return scripts.call(
                Script.TAKE_POST,
                keys(session),
                new String[] {
                    request.id(),
                    request.node().value(),
                    Arguments.flag(accepted),
                    Arguments.flag(pong)
                },
                RedisExchange::nothing);
    }

    @Override
    public CompletionStage<Optional<Long>> push(
            String session, NodeId owner, List<String> packets) {
        List<String> arguments = new ArrayList<>(packets.size() + 1);
        arguments.add(owner.value());
        arguments.addAll(packets);
        return scripts.call(
                Script.PUSH_PACKETS,
                keys(session),
                arguments.toArray(String[]::new),
                answer ->
                        switch (Answers.word(answer)) {
                            case "queued" -> Optional.of(Answers.number(answer, 1));
                            case "gone" -> Optional.empty();
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<@Nullable Void> end(
            String session,
            String last,
            Duration linger,
            @Nullable Request lost,
            @Nullable Cause tell) {
        return scripts.call(
                Script.END_POLLING,
                keys(session),
                new String[] {
                    session,
                    last,
                    ms(linger),
                    lost == null ? "" : lost.id() + " " + lost.node().value(),
                    tell == null ? "" : tell.name().toLowerCase(Locale.ROOT)
                },
                RedisExchange::nothing);
    }

    @Override
    public CompletionStage<Boolean> isThere(NodeId node) {
        return redis.publish(Keys.engineChannel(node), NOTHING)
                .handle((receivers, failure) -> {
                    if (failure != null) {
                        throw Scripts.unavailable("looking for a node", failure);
                    }
                    return receivers > 0;
                });
    }

    @Override
    public CompletionStage<Boolean> beginUpgrade(String session, String probe) {
        return scripts.call(
                Script.BEGIN_UPGRADE,
                keys(session),
                new String[] {session, probe},
                answer ->
                        switch (Answers.word(answer)) {
                            case "begun" -> true;
                            case "refused" -> false;
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<@Nullable Void> cancelUpgrade(String session, String probe) {
        return scripts.call(
                Script.CANCEL_UPGRADE,
                keys(session),
                new String[] {session, probe},
                RedisExchange::nothing);
    }

    @Override
    public CompletionStage<Finished> finishUpgrade(String session, String probe, NodeId node) {
        return scripts.call(
                Script.FINISH_UPGRADE,
                keys(session),
                new String[] {session, probe, node.value()},
                answer ->
                        switch (Answers.word(answer)) {
                            case "own" -> new Finished.Own(packets(answer, 1));
                            case "moving" -> new Finished.Moving();
                            case "refused" -> new Finished.Refused();
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<Boolean> handOver(
            String session, NodeId owner, NodeId node, String application) {
        return scripts.call(
                Script.HAND_OVER_POLLING,
                keys(session),
                new String[] {session, owner.value(), node.value(), application},
                answer ->
                        switch (Answers.word(answer)) {
                            case "handed" -> true;
                            case "gone" -> false;
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<Optional<TakenOver>> takeOver(String session, NodeId node) {
        return scripts.call(
                Script.TAKE_OVER_POLLING,
                keys(session),
                new String[] {session, node.value()},
                answer ->
                        switch (Answers.word(answer)) {
                            case "taken" ->
                                    Optional.of(
                                            new TakenOver(
                                                    Answers.text(answer, 1), packets(answer, 2)));
                            case "gone" -> Optional.empty();
                            default -> throw Answers.unknown(answer);
                        });
    }
}
