package heliograph.bench;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** {@code --name value} arguments. Every refusal names the argument. */
final class Flags {
    private final Map<String, String> values;

    private Flags(Map<String, String> values) {
        this.values = values;
    }

    /** An argument that is not accepted. */
    static final class Refused extends IllegalArgumentException {
        private static final long serialVersionUID = 1L;

        Refused(String name, String why) {
            super("--" + name + " " + why);
        }
    }

    /**
     * Reads arguments.
     *
     * @param known the names there are
     * @throws Refused for an unknown or repeated name, or one without a value
     */
    static Flags parse(List<String> arguments, Set<String> known) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            String bare = name.startsWith("--") ? name.substring(2) : "";
            if (!known.contains(bare)) {
                throw new IllegalArgumentException(
                        name + " is not known here; there are " + names(known));
            }
            if (i + 1 == arguments.size()) {
                throw new Refused(bare, "needs a value");
            }
            if (values.put(bare, arguments.get(i + 1)) != null) {
                throw new Refused(bare, "is given twice");
            }
        }
        return new Flags(values);
    }

    private static String names(Set<String> known) {
        return String.join(" ", known.stream().sorted().map(name -> "--" + name).toList());
    }

    /** Whether it was given. */
    boolean has(String name) {
        return values.containsKey(name);
    }

    /** The text given, or null. */
    @Nullable String text(String name) {
        return values.get(name);
    }

    /** The parts between commas; none where it was not given. */
    List<String> list(String name) {
        return Stream.of(values.getOrDefault(name, "").split(",", -1))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    /**
     * A whole number within bounds.
     *
     * @throws Refused if it is none, or outside
     */
    int whole(String name, int otherwise, int least, int most) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        try {
            int value = Integer.parseInt(text.strip());
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Refused below, like a number that is out of bounds.
        }
        throw new Refused(
                name, "must be a whole number from " + least + " to " + most + ", not " + text);
    }

    /**
     * One of an enum's names, in any case.
     *
     * @throws Refused if it is none
     */
    <E extends Enum<E>> E oneOf(String name, E otherwise) {
        String text = values.get(name);
        if (text == null) {
            return otherwise;
        }
        Class<E> type = otherwise.getDeclaringClass();
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(text.strip().toUpperCase(Locale.ROOT))) {
                return constant;
            }
        }
        List<String> names =
                Stream.of(type.getEnumConstants())
                        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
                        .toList();
        throw new Refused(name, "must be one of " + String.join(", ", names) + ", not " + text);
    }
}
