package heliograph.access;

import heliograph.transport.HttpRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Requests as the transport would hand them over. */
public final class Requests {
    private Requests() {}

    /** A request without body; the path is percent-encoded. */
    public static HttpRequest request(String method, String path) {
        return new HttpRequest(
                method,
                Stream.of(path.substring(1).split("/", -1))
                        .map(segment -> URLDecoder.decode(segment, StandardCharsets.UTF_8))
                        .toList(),
                Map.of(),
                Map.of(),
                new byte[0],
                new InetSocketAddress(InetAddress.getLoopbackAddress(), 40_000));
    }

    /** The same with a header, its name in lower case. */
    public static HttpRequest header(HttpRequest request, String name, String value) {
        Map<String, List<String>> headers = new LinkedHashMap<>(request.headers());
        headers.put(name, List.of(value));
        return new HttpRequest(
                request.method(),
                request.segments(),
                request.query(),
                headers,
                request.body(),
                request.remoteAddress());
    }

    /** The same with a query parameter. */
    public static HttpRequest query(HttpRequest request, String name, String value) {
        Map<String, List<String>> query = new LinkedHashMap<>(request.query());
        query.put(name, List.of(value));
        return new HttpRequest(
                request.method(),
                request.segments(),
                query,
                request.headers(),
                request.body(),
                request.remoteAddress());
    }

    /** The same with a body of JSON. */
    public static HttpRequest json(HttpRequest request, String body) {
        HttpRequest typed = header(request, "content-type", "application/json");
        return new HttpRequest(
                typed.method(),
                typed.segments(),
                typed.query(),
                typed.headers(),
                body.getBytes(StandardCharsets.UTF_8),
                typed.remoteAddress());
    }
}
