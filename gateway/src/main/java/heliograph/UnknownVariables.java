package heliograph;

import heliograph.InvalidConfiguration.Problem;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Finds misspelt variables: a JWT_SECERT that is ignored would open the door. Only names with a
 * prefix that is ours are looked at; the environment is full of others.
 */
final class UnknownVariables {
    private static final List<String> PREFIXES = List.of("JWT_", "TURN_", "RATE_", "REDIS_");
    // What Kubernetes and container links set for a service whose name begins like ours.
    private static final Pattern SERVICE_LINK =
            Pattern.compile(".+_(SERVICE_(HOST|PORT)(_.+)?|PORT_\\d+_(TCP|UDP)(_.+)?|PORT)");

    private UnknownVariables() {}

    static Stream<Problem> in(Map<String, String> environment) {
        return environment.entrySet().stream()
                .filter(variable -> PREFIXES.stream().anyMatch(variable.getKey()::startsWith))
                .filter(variable -> !isKnown(variable.getKey()))
                .filter(variable -> !isServiceLink(variable.getKey(), variable.getValue()))
                .map(Map.Entry::getKey)
                .sorted()
                .map(name ->
                        new Problem(
                                name,
                                "a variable of this name, which nothing reads",
                                "perhaps " + nearest(name)));
    }

    private static boolean isKnown(String name) {
        return Arrays.stream(Setting.values()).anyMatch(setting -> setting.name().equals(name));
    }

    private static boolean isServiceLink(String name, String value) {
        // A bare REDIS_PORT is a link only where it holds an address, else somebody's mistake.
        return SERVICE_LINK.matcher(name).matches()
                && (!name.endsWith("_PORT")
                        || name.endsWith("_SERVICE_PORT")
                        || value.startsWith("tcp://")
                        || value.startsWith("udp://"));
    }

    private static Setting nearest(String name) {
        return Arrays.stream(Setting.values())
                .min(Comparator.comparingInt(setting -> distance(name, setting.name())))
                .orElseThrow();
    }

    /** Levenshtein's distance. */
    private static int distance(String from, String to) {
        int[] previous = new int[to.length() + 1];
        Arrays.setAll(previous, i -> i);
        for (int i = 1; i <= from.length(); i++) {
            int[] current = new int[to.length() + 1];
            current[0] = i;
            for (int j = 1; j <= to.length(); j++) {
                int replaced = previous[j - 1] + (from.charAt(i - 1) == to.charAt(j - 1) ? 0 : 1);
                current[j] = Math.min(replaced, Math.min(previous[j], current[j - 1]) + 1);
            }
            previous = current;
        }
        return previous[to.length()];
    }
}
