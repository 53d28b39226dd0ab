package heliograph.signaling;

/** Counts what happens; the metrics stand behind it. */
public interface Tally {
    /**
     * An event was acted on.
     *
     * @param event the wire name, one of a small fixed set ({@code unknown} for others)
     * @param outcome a word of a small fixed set: {@code accepted}, {@code duplicate}, {@code
     *     bad_request} …
     */
    void count(String event, String outcome);

    /** A client has connected. */
    void connected(Outlet.Protocol protocol);

    /** It is gone; once for each {@link #connected}. */
    void disconnected(Outlet.Protocol protocol);
}
