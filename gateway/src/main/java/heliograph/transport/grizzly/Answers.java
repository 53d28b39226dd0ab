package heliograph.transport.grizzly;

import heliograph.transport.HttpResponse;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;

/** What the transport itself answers. */
final class Answers {
    /** IMF-fixdate (RFC 9110 section 5.6.7); Grizzly leaves the header out of its answers. */
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, dd MMM yyyy HH:mm:ss 'GMT'", Locale.ROOT)
                    .withZone(ZoneOffset.UTC);

    private Answers() {}

    /** The value of the header {@code Date} now. */
    static String date() {
        return DATE.format(Instant.now());
    }

    static HttpResponse badRequest(String message) {
        return answer(400, "BAD_REQUEST", message);
    }

    static HttpResponse notFound() {
        return answer(404, "NOT_FOUND", "nothing is here");
    }

    static HttpResponse timedOut() {
        return answer(408, "BAD_REQUEST", "the request did not arrive in time");
    }

    static HttpResponse tooLarge(int maxBytes) {
        return answer(413, "BAD_REQUEST", "a body has at most " + maxBytes + " bytes");
    }

    /** RFC 6455 section 4.4: the versions we speak. */
    static HttpResponse otherVersion() {
        return answer(426, "BAD_REQUEST", "WebSocket version 13 is spoken here")
                .with("Sec-WebSocket-Version", "13");
    }

    static HttpResponse internalError() {
        return answer(500, "INTERNAL_ERROR", "the server failed");
    }

    static HttpResponse unavailable() {
        return answer(503, "UNAVAILABLE", "try again later");
    }

    /** Codes and messages are words of ours, so nothing needs escaping. */
    private static HttpResponse answer(int status, String code, String message) {
        return HttpResponse.json(
                status, "{\"code\":\"" + code + "\",\"message\":\"" + message + "\"}");
    }
}
