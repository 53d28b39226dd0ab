package heliograph.state;

/**
 * The one rule for identities that travel: shown to people in errors, used as parts of Redis keys.
 */
final class Identities {
    private Identities() {}

    static void check(String value, int maxLength) {
        if (value.isBlank()) {
            throw new IllegalArgumentException("must not be empty");
        }
        if (value.length() > maxLength) {
            throw new IllegalArgumentException("must have at most " + maxLength + " characters");
        }
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("must not hold control characters");
        }
    }
}
