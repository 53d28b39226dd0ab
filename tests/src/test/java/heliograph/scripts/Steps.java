package heliograph.scripts;

import heliograph.state.ConnectionState;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;
import org.jspecify.annotations.Nullable;

/** Random histories: few names and numbers, so that they meet often. */
final class Steps {
    static final List<String> USERS = List.of("ann", "ben", "cat");
    static final int NODES = 3;
    private static final int MOST_PARTS = 40;

    /** A pair that talks more than others meets itself more often. */
    private static final List<List<String>> PAIRS =
            List.of(
                    List.of("ann", "ben"),
                    List.of("ann", "ben"),
                    List.of("ann", "ben"),
                    List.of("ben", "ann"),
                    List.of("ben", "ann"),
                    List.of("ben", "ann"),
                    List.of("ann", "cat"),
                    List.of("cat", "ann"),
                    List.of("ben", "cat"),
                    List.of("cat", "ben"));

    private static final List<List<Step>> BEGINNINGS =
            List.of(
                    List.of(),
                    List.of(new Step.Arrive("ann", 0), new Step.Arrive("ben", 1)),
                    List.of(
                            new Step.Arrive("cat", 2),
                            new Step.Arrive("ben", 1),
                            new Step.Arrive("ann", 0)));
    private static final List<List<String>> GENERATIONS =
            List.of(List.of("g"), List.of("h"), List.of("g", "h"), List.of());

    private Steps() {}

    static Arbitrary<List<Step>> histories() {
        return Combinators.combine(
                        Arbitraries.of(BEGINNINGS),
                        Arbitraries.frequencyOf(
                                        Tuple.of(8, step().list().ofSize(1)),
                                        Tuple.of(1, pair().map(Steps::exchange)),
                                        Tuple.of(1, pair().flatMap(Steps::breakdown)),
                                        Tuple.of(1, Arbitraries.of(USERS).flatMap(Steps::absence)))
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(MOST_PARTS))
                .as((beginning, parts) ->
                        Stream.concat(beginning.stream(), parts.stream().flatMap(List::stream))
                                .toList());
    }

    /** An offer is answered, and who answered has something to change. */
    private static List<Step> exchange(List<String> two) {
        String one = two.get(0);
        String other = two.get(1);
        return List.of(
                new Step.Describe(Step.Kind.OFFER, one, other, null, null, List.of("g")),
                new Step.Describe(Step.Kind.ANSWER, other, one, null, null, List.of("h")),
                new Step.Describe(Step.Kind.OFFER, other, one, null, null, List.of("h")));
    }

    /** What two users report of a connection that is bad. */
    private static Arbitrary<List<Step>> breakdown(List<String> two) {
        return report(Arbitraries.of(List.of(two, two.reversed())))
                .list()
                .ofMinSize(2)
                .ofMaxSize(6);
    }

    /** Somebody is away, is spoken to, and comes back. */
    private static Arbitrary<List<Step>> absence(String user) {
        Arbitrary<List<String>> toUser =
                Arbitraries.of(PAIRS.stream().filter(pair -> pair.get(1).equals(user)).toList());
        return Combinators.combine(
                        Arbitraries.oneOf(candidate(toUser), candidate(toUser), description(toUser))
                                .list()
                                .ofMinSize(1)
                                .ofMaxSize(6),
                        Arbitraries.integers().between(0, NODES - 1),
                        Arbitraries.of(true, false))
                .as((said, node, resumes) -> {
                    List<Step> steps = new ArrayList<>();
                    steps.add(new Step.Lose(user));
                    steps.addAll(said);
                    steps.add(
                            resumes
                                    ? new Step.Return(user, node, true)
                                    : new Step.Arrive(user, node));
                    return steps;
                });
    }

    private static Arbitrary<Step> step() {
        Arbitrary<String> user = Arbitraries.of(USERS);
        Arbitrary<Integer> node = Arbitraries.integers().between(0, NODES - 1);
        return Arbitraries.frequencyOf(
                Tuple.of(6, Combinators.combine(user, node).as(Step.Arrive::new)),
                Tuple.of(
                        4,
                        Combinators.combine(user, node, Arbitraries.of(true, false))
                                .as(Step.Return::new)),
                Tuple.of(1, pair().map(two -> new Step.SpeakTooLate(two.get(0), two.get(1)))),
                Tuple.of(20, ofAPage()),
                Tuple.of(
                        4,
                        Arbitraries.oneOf(description(pair()), candidate(pair()))
                                .map(Step.Twice::new)),
                Tuple.of(5, Combinators.combine(ofAPage(), ofAPage()).as(Step.Together::new)));
    }

    private static Arbitrary<Step> ofAPage() {
        Arbitrary<String> user = Arbitraries.of(USERS);
        return Arbitraries.frequencyOf(
                Tuple.of(2, user.map(Step.JoinAgain::new)),
                Tuple.of(1, user.map(Step.Leave::new)),
                Tuple.of(4, user.map(Step.Lose::new)),
                Tuple.of(12, description(pair())),
                Tuple.of(9, candidate(pair())),
                Tuple.of(6, report(pair())));
    }

    private static Arbitrary<Step> description(Arbitrary<List<String>> pair) {
        return Combinators.combine(
                        Arbitraries.of(Step.Kind.OFFER, Step.Kind.OFFER, Step.Kind.ANSWER),
                        pair,
                        maybe(Arbitraries.of(1, 1, 2)),
                        maybe(Arbitraries.of("m1", "m1", "m2")),
                        Arbitraries.of(GENERATIONS))
                .as((kind, two, sequence, messageId, ufrags) ->
                        new Step.Describe(
                                kind, two.get(0), two.get(1), sequence, messageId, ufrags));
    }

    private static Arbitrary<Step> candidate(Arbitrary<List<String>> pair) {
        return Combinators.combine(
                        pair,
                        Arbitraries.of(1, 2, 3, 4),
                        maybe(Arbitraries.of(1, 2, 3)),
                        maybe(Arbitraries.of("m1", "m1", "m2")),
                        maybe(Arbitraries.of("g", "h")))
                .as((two, line, sequence, messageId, ufrag) ->
                        new Step.Trickle(
                                two.get(0),
                                two.get(1),
                                two.get(0) + "'s " + line,
                                sequence,
                                messageId,
                                ufrag));
    }

    private static Arbitrary<Step> report(Arbitrary<List<String>> pair) {
        return Combinators.combine(
                        pair,
                        Arbitraries.of(
                                ConnectionState.FAILED,
                                ConnectionState.FAILED,
                                ConnectionState.CONNECTING,
                                ConnectionState.CONNECTED))
                .as((two, state) -> new Step.Report(two.get(0), two.get(1), state));
    }

    private static Arbitrary<List<String>> pair() {
        return Arbitraries.of(PAIRS);
    }

    private static <T> Arbitrary<@Nullable T> maybe(Arbitrary<T> value) {
        return value.injectNull(0.5);
    }
}
