package heliograph;

import java.util.List;
import java.util.stream.Collectors;

/** The environment cannot be started with. Holds everything that is wrong, not only the first. */
public final class InvalidConfiguration extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient List<Problem> problems;

    InvalidConfiguration(List<Problem> problems) {
        super(
                problems.stream()
                        .map(Problem::toString)
                        .collect(Collectors.joining("\n  ", "invalid configuration:\n  ", "")));
        this.problems = List.copyOf(problems);
    }

    /** What is wrong, in the order of the catalogue. */
    public List<Problem> problems() {
        return problems;
    }

    /**
     * One wrong variable.
     *
     * @param variable its name
     * @param found what it holds; of a secret only that it is set
     * @param expected what it should hold
     */
    public record Problem(String variable, String found, String expected) {
        /** One line for people. */
        @Override
        public String toString() {
            return variable + ": found " + found + ", expected " + expected;
        }
    }
}
