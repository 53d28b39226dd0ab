package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Windows;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/**
 * Whatever three users do over three nodes, one after the other or in the same moment: verdicts,
 * states, inboxes and publications are those of {@link Model}. A history that differs is cut down
 * to the steps that matter and printed with its seed; {@code @Property(seed = "…")} takes it again.
 * {@code -Djqwik.tries.default=5000} makes a longer run.
 */
class ModelTest {
    private static final Map<String, List<Node>> NODES = new HashMap<>();
    private static final Moment MOMENT = new Moment();

    private static Windows windows(boolean patient) {
        int hour = 3_600_000;
        return new ShortWindows()
                .sequence(hour)
                .candidates(hour)
                .glare(hour)
                .seatGrace(hour)
                .nodeLease(hour)
                .restartCooldown(patient ? hour : 0)
                .events(1_000_000)
                .inboxLimit(100_000)
                .build();
    }

    private static List<Node> nodes(Server server, boolean patient) {
        return NODES.computeIfAbsent(
                server + " " + patient,
                _ ->
                        IntStream.range(0, Steps.NODES)
                                .mapToObj(i ->
                                        new Node(
                                                server, "n" + i, windows(patient), (_, _, _) -> {}))
                                .toList());
    }

    @AfterContainer
    static void stop() {
        NODES.values().forEach(nodes -> nodes.forEach(Node::close));
        MOMENT.close();
    }

    @Provide
    Arbitrary<List<Step>> histories() {
        return Steps.histories();
    }

    @Provide
    Arbitrary<Server> servers() {
        return Arbitraries.of(Servers.all());
    }

    @Property
    void threeNodesAreOneRoom(
            @ForAll("servers") Server server,
            @ForAll boolean patient,
            @ForAll("histories") List<Step> history) {
        List<Node> nodes = nodes(server, patient);
        nodes.forEach(Node::forgetWhatWasHeard);
        server.raw().flushall();
        Real real = new Real(nodes, "room", MOMENT);
        Collection<Model> models = List.of(Model.start(patient));
        int number = 0;
        for (Step step : history) {
            number++;
            if (models.iterator().next().allows(step)) {
                String text = "#" + number;
                Outcome outcome = new Outcome(real.take(step, text), real.view());
                models = follow(models, step, text, outcome);
            }
        }
        assertThat(List.of(real.published()))
                .as("what was published")
                .containsAnyElementsOf(models.stream().map(Model::published).toList());
    }

    /** What can be seen of a step. */
    private record Outcome(Object verdict, Map<String, String> view) {
        String differenceTo(Outcome expected) {
            StringBuilder words = new StringBuilder();
            if (!verdict.equals(expected.verdict)) {
                words.append("verdict: ").append(verdict).append(", not ").append(expected.verdict);
            }
            view.forEach((what, is) -> {
                String other = String.valueOf(expected.view.get(what));
                if (!is.equals(other)) {
                    words.append("\n%s: %s, not %s".formatted(what, is, other));
                }
            });
            return words.toString();
        }
    }

    /** The models after a step, in those of the orders that are free which may have come about. */
    private static Collection<Model> follow(
            Collection<Model> before, Step step, String text, Outcome outcome) {
        Map<String, Model> fitting = new LinkedHashMap<>();
        Set<String> differences = new LinkedHashSet<>();
        for (Model model : before) {
            for (boolean backwards : new boolean[] {false, true}) {
                for (boolean swapped : new boolean[] {false, true}) {
                    Model after = model.copy(backwards);
                    Object verdict =
                            swapped && step instanceof Step.Together(Step one, Step other)
                                    ? swapped(after, one, other, text)
                                    : after.take(step, text);
                    Outcome possible = new Outcome(verdict, after.view());
                    if (possible.equals(outcome)) {
                        fitting.put(after.everything(), after);
                    }
                    differences.add(outcome.differenceTo(possible));
                }
            }
        }
        if (fitting.isEmpty()) {
            throw new AssertionError(
                    text + ", " + step + "\n" + String.join("\nor\n", differences));
        }
        return fitting.values();
    }

    private static Object swapped(Model model, Step one, Step other, String text) {
        Object second = model.take(other, text + "'");
        return List.of(model.take(one, text), second);
    }
}
