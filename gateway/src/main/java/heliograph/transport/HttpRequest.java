package heliograph.transport;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A request, the upgrade to WebSocket included.
 *
 * @param method upper case
 * @param path decoded, without the query
 * @param query decoded parameters, in order of appearance for each name
 * @param headers names in lower case
 * @param body empty where there is none; bounded
 * @param remoteAddress the other end of the TCP connection
 */
public record HttpRequest(
        String method,
        String path,
        Map<String, List<String>> query,
        Map<String, List<String>> headers,
        byte[] body,
        InetSocketAddress remoteAddress) {

    /** The first value of a query parameter. */
    public Optional<String> parameter(String name) {
        return Optional.ofNullable(query.get(name)).map(List::getFirst);
    }

    /** The first value of a header, its name in lower case. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(headers.get(name)).map(List::getFirst);
    }
}
