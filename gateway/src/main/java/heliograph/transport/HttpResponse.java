package heliograph.transport;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An answer.
 *
 * @param status the HTTP status
 * @param headers sent as they are; Content-Length is added
 * @param body may be empty
 */
public record HttpResponse(int status, Map<String, String> headers, byte[] body) {
    /** A JSON body. */
    public static HttpResponse json(int status, String json) {
        return of(status, "application/json; charset=utf-8", json);
    }

    /** A plain text body. */
    public static HttpResponse text(int status, String text) {
        return of(status, "text/plain; charset=utf-8", text);
    }

    /** Any textual body. */
    public static HttpResponse of(int status, String contentType, String body) {
        return new HttpResponse(
                status, Map.of("Content-Type", contentType), body.getBytes(StandardCharsets.UTF_8));
    }

    /** The same with one more header. */
    public HttpResponse with(String header, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(header, value);
        return new HttpResponse(status, more, body);
    }
}
