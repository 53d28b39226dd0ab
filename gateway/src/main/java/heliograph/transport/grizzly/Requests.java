package heliograph.transport.grizzly;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.glassfish.grizzly.Connection;
import org.glassfish.grizzly.http.HttpRequestPacket;

/** Requests as the door wants them, and what is wrong with those it must not see. */
final class Requests {
    private static final Pattern NO_ESCAPE = Pattern.compile("%(?![0-9A-Fa-f]{2})");

    private Requests() {}

    /**
     * A request.
     *
     * @throws IllegalArgumentException where there is no path, or it or the query is not
     *     percent-encoded UTF-8
     */
    static HttpRequest of(HttpRequestPacket packet, Connection<?> connection, byte[] body) {
        return of(packet, connection, body, HttpRequest.Presence.UNKNOWN);
    }

    /**
     * A request whose client may be watched.
     *
     * @throws IllegalArgumentException where path or query are not percent-encoded UTF-8
     */
    static HttpRequest of(
            HttpRequestPacket packet,
            Connection<?> connection,
            byte[] body,
            HttpRequest.Presence presence) {
        return new HttpRequest(
                packet.getMethod().getMethodString().toUpperCase(Locale.ROOT),
                segments(packet.getRequestURI()),
                query(packet.getQueryString()),
                headers(packet),
                body,
                (InetSocketAddress) connection.getPeerAddress(),
                presence);
    }

    /**
     * The answer to a request whose body cannot be taken. Of the transfer codings only {@code
     * chunked} says where a request ends (RFC 9112 section 6.3).
     */
    static Optional<HttpResponse> fault(HttpRequestPacket packet, int maxBodyBytes) {
        List<String> codings = new ArrayList<>(1);
        for (String coding : packet.getHeaders().values("transfer-encoding")) {
            codings.add(coding.strip().toLowerCase(Locale.ROOT));
        }
        if (!codings.isEmpty() && !codings.equals(List.of("chunked"))) {
            return Optional.of(Answers.badRequest("how long the body is cannot be told"));
        }
        if (packet.getContentLength() > maxBodyBytes) {
            return Optional.of(Answers.tooLarge(maxBodyBytes));
        }
        return Optional.empty();
    }

    /** Paths as routes know them: a slash at the end makes no difference. */
    static String withoutTrailingSlash(String path) {
        return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    }

    private static List<String> segments(String path) {
        if (!path.startsWith("/")) {
            throw new IllegalArgumentException("not a path");
        }
        return Stream.of(path.substring(1).split("/", -1))
                // A plus is a plus in a path, and a blank in a query.
                .map(raw -> decode(raw.replace("+", "%2B")))
                .toList();
    }

    private static Map<String, List<String>> query(String raw) {
        Map<String, List<String>> query = new LinkedHashMap<>();
        if (raw == null || raw.isEmpty()) {
            return query;
        }
        for (String pair : raw.split("&", -1)) {
            int equals = pair.indexOf('=');
            String name = decode(equals < 0 ? pair : pair.substring(0, equals));
            String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
            if (!name.isEmpty()) {
                query.computeIfAbsent(name, _ -> new ArrayList<>(1)).add(value);
            }
        }
        return query;
    }

    /** Strict, unlike the JDK's, which takes {@code %+1} and puts U+FFFD for what is not UTF-8. */
    private static String decode(String raw) {
        if (NO_ESCAPE.matcher(raw).find()) {
            throw new IllegalArgumentException("a percent sign without two hexadecimal digits");
        }
        String bytes = URLDecoder.decode(raw, ISO_8859_1);
        try {
            return UTF_8.newDecoder()
                    .decode(ISO_8859_1.newEncoder().encode(CharBuffer.wrap(bytes)))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("not UTF-8", e);
        }
    }

    private static Map<String, List<String>> headers(HttpRequestPacket packet) {
        Map<String, List<String>> headers = new LinkedHashMap<>();
        for (String name : packet.getHeaders().names()) {
            List<String> values =
                    headers.computeIfAbsent(name.toLowerCase(Locale.ROOT), _ -> new ArrayList<>(1));
            if (values.isEmpty()) {
                packet.getHeaders().values(name).forEach(values::add);
            }
        }
        return headers;
    }
}
