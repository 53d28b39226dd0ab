package heliograph;

import heliograph.InvalidConfiguration.Problem;
import java.time.Duration;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Reads variables by the rules of the catalogue and collects what is wrong instead of stopping at
 * it. A wrong value is answered with the default, so that reading can go on. Empty counts as unset,
 * because a compose file passes a variable on whether it is set or not.
 */
final class SettingReader {
    private final Map<String, String> environment;
    private final String origin;
    // By setting: of two remarks on one variable the first is the one to mend.
    private final Map<Setting, Problem> problems = new EnumMap<>(Setting.class);

    SettingReader(Map<String, String> environment) {
        this(environment, "");
    }

    /**
     * @param origin added to the names in problems, where the values are not the environment's
     */
    SettingReader(Map<String, String> environment, String origin) {
        this.environment = environment;
        this.origin = origin;
    }

    /** The value, trimmed, or the default; empty where there is neither. */
    Optional<String> text(Setting setting) {
        String value = environment.getOrDefault(setting.name(), "").strip();
        if (value.isEmpty()) {
            value = setting.defaultValue();
        }
        return value.isEmpty() ? Optional.empty() : Optional.of(value);
    }

    /** The parts of a comma-separated list, trimmed, without empty ones. */
    List<String> list(Setting setting) {
        return text(setting).stream()
                .flatMap(value -> Arrays.stream(value.split(",", -1)))
                .map(String::strip)
                .filter(part -> !part.isEmpty())
                .toList();
    }

    boolean flag(Setting setting) {
        String value = text(setting).orElseThrow().toLowerCase(Locale.ROOT);
        if (!value.equals("true") && !value.equals("false")) {
            wrong(setting, "true or false");
            return Boolean.parseBoolean(setting.defaultValue());
        }
        return value.equals("true");
    }

    /** One of the setting's words, whatever its case. */
    String word(Setting setting) {
        String value = text(setting).orElseThrow();
        Optional<String> word =
                setting.words().stream().filter(value::equalsIgnoreCase).findFirst();
        if (word.isEmpty()) {
            wrong(setting, "one of " + String.join(", ", setting.words()));
        }
        return word.orElse(setting.defaultValue());
    }

    int count(Setting setting) {
        return Math.toIntExact(number(setting));
    }

    Duration duration(Setting setting) {
        return setting.kind() == Setting.Kind.SECONDS
                ? Duration.ofSeconds(number(setting))
                : Duration.ofMillis(number(setting));
    }

    private long number(Setting setting) {
        String value = text(setting).orElseThrow();
        try {
            long number = Long.parseLong(value);
            if (number >= setting.least() && number <= setting.most()) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            // Said below, together with what is out of range.
        }
        wrong(
                setting,
                switch (setting.kind()) {
                            case MILLISECONDS -> "a whole number of milliseconds";
                            case SECONDS -> "a whole number of seconds";
                            case TEXT, SECRET, FLAG, WORD, NUMBER -> "a whole number";
                        }
                        + " from "
                        + setting.least()
                        + " to "
                        + setting.most());
        return Long.parseLong(setting.defaultValue());
    }

    /** Notes that a value is wrong. */
    void wrong(Setting setting, String expected) {
        String found =
                text(setting)
                        .map(value ->
                                setting.kind() == Setting.Kind.SECRET
                                        ? "a value that is not shown"
                                        : shown(value))
                        .orElse("nothing");
        wrong(setting, found, expected);
    }

    /** Notes that a value is wrong, in words of the caller's. */
    void wrong(Setting setting, String found, String expected) {
        problems.putIfAbsent(setting, new Problem(setting.name() + origin, found, expected));
    }

    /** Takes over what another reader found wrong. */
    void addProblemsOf(SettingReader other) {
        other.problems.forEach(problems::putIfAbsent);
    }

    Stream<Problem> problems() {
        return problems.values().stream();
    }

    private static String shown(String value) {
        String oneLine = value.lines().findFirst().orElse("");
        String cut = oneLine.length() > 80 ? oneLine.substring(0, 80) : oneLine;
        return "\"" + cut + (cut.length() < value.length() ? "\u2026\"" : "\"");
    }
}
