package heliograph.state.redis;

import java.time.Duration;
import java.util.List;

/** Scripts answer in words; a word that nobody knows is a fault of ours, not of Redis. */
final class Answers {
    private Answers() {}

    static String word(List<Object> answer) {
        return text(answer, 0);
    }

    static String text(List<Object> answer, int index) {
        return String.valueOf(answer.get(index));
    }

    static long number(List<Object> answer, int index) {
        return Long.parseLong(text(answer, index));
    }

    static Duration millis(List<Object> answer, int index) {
        return Duration.ofMillis(number(answer, index));
    }

    static boolean yes(List<Object> answer) {
        return switch (word(answer)) {
            case "yes" -> true;
            case "no", "later", "used_up" -> false;
            default -> throw unknown(answer);
        };
    }

    static List<Object> list(List<Object> answer, int index) {
        if (answer.get(index) instanceof List<?> inner) {
            return List.copyOf(inner);
        }
        throw unknown(answer);
    }

    /** Says its word and no more: the rest may be what clients say to each other. */
    static IllegalStateException unknown(List<Object> answer) {
        String word = !answer.isEmpty() && answer.getFirst() instanceof String text ? text : "?";
        return new IllegalStateException(
                "a script answered " + (word.length() > 32 ? "?" : word) + ", " + answer.size());
    }
}
