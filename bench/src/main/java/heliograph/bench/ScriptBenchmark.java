package heliograph.bench;

import heliograph.state.Candidates;
import heliograph.state.Entry;
import heliograph.state.Inboxes;
import heliograph.state.Link;
import heliograph.state.Links;
import heliograph.state.NodeId;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Seat;
import heliograph.state.Sequence;
import heliograph.state.SessionId;
import heliograph.state.StateStore;
import heliograph.state.UserId;
import heliograph.state.Windows;
import heliograph.state.redis.RedisStateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What the store costs each signal, on a Redis of the benchmark's own: whole call set-ups of 50
 * pairs in turn, published to a node that listens. The time is per signal.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ScriptBenchmark {
    private static final int PAIRS = 50;
    private static final int NO_LIMIT = 1_000_000_000;
    private static final NodeId NODE = new NodeId("bench");
    private static final String PROFILE = "{}";

    private final CallScript script = new CallScript("room", "caller", "callee");
    private final String description = script.signal(1, 0, 1).json();
    private final String candidate = script.signal(1, 2, 1).json();
    private final PrivateRedis redis;
    private final StateStore store;
    private long setUps;

    /** Starts Redis and takes all seats. */
    public ScriptBenchmark() {
        try {
            redis = new PrivateRedis(false);
        } catch (RunFailed e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
        store =
                RedisStateStore.connect(
                        redis.url(), unlimited(), Duration.ofSeconds(10), (_, _, _) -> {});
        store.nodes().listen(NODE, _ -> {}).toCompletableFuture().join();
        store.nodes().renew(NODE).toCompletableFuture().join();
        for (int pair = 0; pair < PAIRS; pair++) {
            Link link = link(pair);
            join(link.room(), link.from());
            join(link.room(), link.to());
        }
    }

    private static Windows unlimited() {
        Windows seeds = Windows.DEFAULTS;
        return new Windows(
                seeds.sequence(),
                seeds.stale(),
                seeds.restartCooldown(),
                seeds.maxRestarts(),
                seeds.maxFailures(),
                seeds.candidates(),
                seeds.maxCandidates(),
                seeds.glare(),
                seeds.seatGrace(),
                seeds.recovery(),
                Duration.ofHours(1), // no client confirms
                seeds.inboxLimit(),
                Duration.ofHours(1), // nobody renews while the benchmark runs
                seeds.roomTtl(),
                seeds.roomCapacity(),
                seeds.autoCreateRooms(),
                seeds.rate(),
                NO_LIMIT,
                NO_LIMIT,
                NO_LIMIT);
    }

    private static Link link(long pair) {
        return new Link(
                new RoomId("room-" + pair),
                new UserId("caller-" + pair),
                new UserId("callee-" + pair));
    }

    private static SessionId session(UserId user) {
        return new SessionId("session-" + user.value());
    }

    private void join(RoomId room, UserId user) {
        store.inboxes()
                .open(
                        new Inboxes.NewSession(
                                session(user),
                                "secret",
                                user,
                                NODE,
                                new Entry.Said("connected", PROFILE)))
                .toCompletableFuture()
                .join();
        Rooms.Join join =
                new Rooms.Join(
                        room,
                        new Seat(user, session(user)),
                        NODE,
                        PROFILE,
                        true,
                        true,
                        new Entry.Said("userJoined", PROFILE));
        Rooms.Joined joined = store.rooms().join(join).toCompletableFuture().join();
        if (!(joined instanceof Rooms.Joined.Seated)) {
            throw new IllegalStateException("no seat: " + joined);
        }
    }

    /** Each signal waits for the answer to the one before: the round trip. */
    @Benchmark
    @OperationsPerInvocation(CallScript.SIGNALS)
    public void oneByOne() {
        long setUp = setUps++;
        for (int place = 0; place < CallScript.SIGNALS; place++) {
            accepted(relay(setUp, place).toCompletableFuture().join());
        }
    }

    /** All signals of a set-up are on their way at once: what Redis can take. */
    @Benchmark
    @OperationsPerInvocation(CallScript.SIGNALS)
    public void pipelined() {
        long setUp = setUps++;
        List<CompletableFuture<?>> answers = new ArrayList<>(CallScript.SIGNALS);
        for (int place = 0; place < CallScript.SIGNALS; place++) {
            answers.add(relay(setUp, place).toCompletableFuture());
        }
        answers.forEach(answer -> accepted(answer.join()));
    }

    private CompletionStage<?> relay(long setUp, int place) {
        Link callers = link(setUp % PAIRS);
        boolean fromCaller = CallScript.fromCaller(place);
        Link link = fromCaller ? callers : callers.reverse();
        String ufrag = (fromCaller ? "a" : "b") + setUp;
        Sequence sequence = new Sequence(setUp * CallScript.SIGNALS + place);
        return switch (place) {
            case 0 -> store.links().relayOffer(description(link, sequence, ufrag, "offer"));
            case 1 -> store.links().relayAnswer(description(link, sequence, ufrag, "answer"));
            default -> {
                String line = "candidate:1 1 udp 1677729535 203.0.113.7 " + sequence + " typ host";
                yield store.candidates()
                        .relayCandidate(
                                new Candidates.Signal(
                                        link,
                                        session(link.from()),
                                        new Candidates.Candidate(line, "0", 0, ufrag, candidate),
                                        sequence,
                                        null,
                                        new Entry.Said("iceCandidate", candidate)));
            }
        };
    }

    private Links.Signal description(Link link, Sequence sequence, String ufrag, String event) {
        return new Links.Signal(
                link,
                session(link.from()),
                sequence,
                null,
                List.of(ufrag),
                new Entry.Said(event, description));
    }

    /** A benchmark of refusals would look fast. */
    private static void accepted(Object answer) {
        if (!(answer instanceof Links.Relayed.Accepted)
                && !(answer instanceof Candidates.Relayed.Accepted)) {
            throw new IllegalStateException("not accepted: " + answer);
        }
    }

    /** Ends the Redis. */
    @TearDown
    public void end() {
        store.close();
        redis.close();
    }
}
