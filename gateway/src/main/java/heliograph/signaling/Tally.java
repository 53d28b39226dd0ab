package heliograph.signaling;

/** Counts what happens; the metrics stand behind it. */
@FunctionalInterface
public interface Tally {
    /**
     * An event was acted on.
     *
     * @param event the wire name, one of a small fixed set ({@code unknown} for others)
     * @param outcome a word of a small fixed set: {@code accepted}, {@code duplicate}, {@code
     *     bad_request} …
     */
    void count(String event, String outcome);
}
