package heliograph.transport;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A request, the upgrade to WebSocket included.
 *
 * @param method upper case
 * @param segments what stands between the slashes of the path, each decoded by itself: a slash that
 *     was written {@code %2F} is a part of its segment (RFC 3986 section 2.2)
 * @param query decoded parameters, in order of appearance for each name
 * @param headers names in lower case
 * @param body empty where there is none; bounded
 * @param remoteAddress the other end of the TCP connection
 * @param presence tells whether the client still waits for the answer
 */
public record HttpRequest(
        String method,
        List<String> segments,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        byte[] body,
        InetSocketAddress remoteAddress,
        Presence presence) {

    /** Whether the client that asked is still there. */
    @FunctionalInterface
    public interface Presence {
        /** Where nobody can tell: nothing is ever called. */
        Presence UNKNOWN = action -> {};

        /**
         * Calls this once if the client's connection ends before the request is answered; where the
         * answer comes first, never. To be asked for by handlers that let a client wait for long:
         * the connection is watched from then on. The action is called by a thread of the transport
         * and must not block.
         */
        void whenGone(Runnable action);
    }

    /** A request whose client is not watched. */
    public HttpRequest(
            String method,
            List<String> segments,
            Map<String, List<String>> query,
            Map<String, List<String>> headers,
            byte[] body,
            InetSocketAddress remoteAddress) {
        this(method, segments, query, headers, body, remoteAddress, Presence.UNKNOWN);
    }

    /** The path decoded, without the query, for people: which slash is which cannot be told. */
    public String path() {
        return "/" + String.join("/", segments);
    }

    /**
     * Whether this is the path asked for, a slash at the end included in the comparison.
     *
     * @param path as in {@link Routes}
     */
    public boolean isAt(String path) {
        return path.startsWith("/") && segments.equals(List.of(path.substring(1).split("/", -1)));
    }

    /**
     * What follows a prefix of whole segments; empty where the path does not begin with it, and a
     * list without elements where it ends with it.
     *
     * @param prefix a path as in {@link Routes}
     */
    public Optional<List<String>> below(String prefix) {
        List<String> start =
                Stream.of(prefix.split("/")).filter(segment -> !segment.isEmpty()).toList();
        boolean begins =
                segments.size() >= start.size() && segments.subList(0, start.size()).equals(start);
        return begins
                ? Optional.of(segments.subList(start.size(), segments.size()))
                : Optional.empty();
    }

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).map(List::getFirst);
    }

    /** The first value of a header, its name in lower case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }
}
