package heliograph.state.redis;

import static heliograph.state.redis.Arguments.ms;

import heliograph.state.NodeId;
import heliograph.state.Nodes;
import heliograph.state.Publication;
import heliograph.state.RoomId;
import heliograph.state.Windows;
import io.lettuce.core.Range;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Leases, sweeps, and the channel of this node. */
final class RedisNodes implements Nodes {
    /** Longer than a sweep takes; should the sweeper die, another begins again after it. */
    private static final Duration CLAIM = Duration.ofSeconds(5);

    /** Rooms in one claim, and rooms swept without waiting in between. */
    private static final int ROOMS_AT_ONCE = 100;

    private final Scripts scripts;
    private final RedisAsyncCommands<String, String> redis;
    private final Hearing hearing;
    private final Witness witness;
    private final Windows windows;
    private final AtomicBoolean held = new AtomicBoolean();
    private final AtomicBoolean lost = new AtomicBoolean(); // and nobody told yet

    RedisNodes(
            Scripts scripts,
            RedisAsyncCommands<String, String> redis,
            Hearing hearing,
            Witness witness,
            Windows windows) {
        this.scripts = scripts;
        this.redis = redis;
        this.hearing = hearing;
        this.witness = witness;
        this.windows = windows;
    }

    @Override
    public CompletionStage<Beat> renew(NodeId node) {
        return scripts.call(
                        Script.RENEW_LEASE,
                        new String[] {Keys.NODES, Keys.ROOMS, Keys.DUE, Keys.EPOCH},
                        new String[] {
                            node.value(),
                            ms(windows.nodeLease()),
                            Arguments.flag(!held.get()),
                            ms(windows.roomTtl())
                        },
                        answer ->
                                switch (Answers.word(answer)) {
                                    case "held" -> {
                                        held.set(true);
                                        yield Optional.of(
                                                new Beat(
                                                        lost.getAndSet(false)
                                                                ? Lease.LOST
                                                                : Lease.HELD,
                                                        Answers.text(answer, 1)));
                                    }
                                    case "lost" -> {
                                        lost.set(true);
                                        held.set(false);
                                        yield Optional.<Beat>empty();
                                    }
                                    default -> throw Answers.unknown(answer);
                                })
                .thenCompose(beat ->
                        beat.map(CompletableFuture::completedStage).orElseGet(() -> renew(node)));
    }

    @Override
    public CompletionStage<String> cutEpoch(String seen) {
        return scripts.call(
                Script.CUT_EPOCH,
                new String[] {Keys.EPOCH},
                new String[] {seen, Arguments.epochTtl(windows)},
                Answers::word);
    }

    @Override
    public CompletionStage<@Nullable Void> release(NodeId node) {
        return scripts.call(
                Script.RELEASE_LEASE,
                new String[] {Keys.NODES},
                new String[] {node.value()},
                _ -> null);
    }

    /** Dead nodes, each with when it died, and rooms to look at. */
    private record Work(List<String> dead, Set<String> rooms) {}

    @Override
    public CompletionStage<Integer> sweep(NodeId by) {
        return claim().thenCompose(work ->
                        work.dead().isEmpty()
                                ? CompletableFuture.completedStage(work)
                                : withAllRooms(work))
                .thenCompose(this::sweep);
    }

    private CompletionStage<Work> claim() {
        return scripts.call(
                Script.CLAIM_SWEEP,
                new String[] {Keys.NODES, Keys.DEAD, Keys.DUE},
                new String[] {ms(CLAIM), Integer.toString(ROOMS_AT_ONCE), ms(windows.roomTtl())},
                answer ->
                        new Work(
                                texts(Answers.list(answer, 0)),
                                new TreeSet<>(texts(Answers.list(answer, 1)))));
    }

    /** A dead node's seats may be anywhere. */
    private CompletionStage<Work> withAllRooms(Work work) {
        return redis.zrange(Keys.ROOMS, 0, -1)
                .handle((rooms, failure) -> {
                    if (failure != null) {
                        throw Scripts.unavailable("list of rooms", failure);
                    }
                    Set<String> all = new TreeSet<>(work.rooms());
                    all.addAll(rooms);
                    return new Work(work.dead(), all);
                });
    }

    private CompletionStage<Integer> sweep(Work work) {
        return sweep(List.copyOf(work.rooms()), 0, work.dead())
                .thenCompose(sum -> {
                    CompletionStage<Integer> done = CompletableFuture.completedStage(sum);
                    for (int i = 0; i < work.dead().size(); i += 2) {
                        done =
                                done.thenCombine(
                                        bury(work.dead().get(i), work.dead().get(i + 1)),
                                        (all, _) -> all);
                    }
                    return done;
                });
    }

    /** Some at a time: signals of all rooms pass through the same connection. */
    private CompletionStage<Integer> sweep(List<String> rooms, int from, List<String> dead) {
        int end = Math.min(rooms.size(), from + ROOMS_AT_ONCE);
        CompletionStage<Integer> freed = CompletableFuture.completedStage(0);
        for (String room : rooms.subList(from, end)) {
            freed = freed.thenCombine(sweep(new RoomId(room), dead), Integer::sum);
        }
        return end == rooms.size()
                ? freed
                : freed.thenCompose(
                        some -> sweep(rooms, end, dead).thenApply(others -> some + others));
    }

    private CompletionStage<Integer> sweep(RoomId room, List<String> dead) {
        List<String> arguments = new ArrayList<>();
        arguments.add(room.value());
        arguments.add(Keys.prefix(room));
        arguments.add(ms(windows.roomTtl()));
        arguments.add(ms(windows.seatGrace()));
        arguments.add(ms(windows.recovery()));
        arguments.add(Integer.toString(windows.maxRestarts()));
        arguments.add(ms(windows.restartCooldown()));
        arguments.addAll(dead);
        return scripts.call(
                Script.SWEEP_ROOM,
                RedisRooms.roomKeys(room),
                arguments.toArray(String[]::new),
                answer -> (int) Answers.number(answer, 0));
    }

    private CompletionStage<String> bury(String node, String death) {
        return scripts.call(
                Script.BURY_NODE,
                new String[] {Keys.DEAD},
                new String[] {node, death},
                Answers::word);
    }

    private static List<String> texts(List<Object> list) {
        return list.stream().map(String::valueOf).toList();
    }

    @Override
    public CompletionStage<List<NodeId>> live() {
        return redis.time()
                .thenCompose(time ->
                        redis.zrangebyscore(
                                Keys.NODES,
                                Range.from(
                                        Range.Boundary.excluding(
                                                Long.parseLong(time.get(0)) * 1000
                                                        + Long.parseLong(time.get(1)) / 1000),
                                        Range.Boundary.unbounded())))
                .handle((nodes, failure) -> {
                    if (failure != null) {
                        throw Scripts.unavailable("list of nodes", failure);
                    }
                    return nodes.stream().map(NodeId::new).toList();
                });
    }

    @Override
    public CompletionStage<@Nullable Void> listen(NodeId node, Consumer<Publication> listener) {
        return hearing.listen(node, listener);
    }

    @Override
    public boolean isListening() {
        return hearing.isListening();
    }

    @Override
    public CompletionStage<Proof> prove(NodeId node) {
        return hearing.prove(node)
                .thenApply(proof ->
                        proof instanceof Proof.Heard(long subscriptions, boolean promoted, _)
                                ? new Proof.Heard(
                                        subscriptions, promoted, witness.wasContradicted())
                                : proof);
    }
}
