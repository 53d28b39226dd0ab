package heliograph.engineio;

import heliograph.transport.HttpResponse;

/** What requests of long polling are answered (socketio-facts A5). */
final class PollingAnswers {
    private PollingAnswers() {}

    /** A body of packets. */
    static HttpResponse packets(String body) {
        return HttpResponse.of(200, "text/plain; charset=UTF-8", body)
                .with("Cache-Control", "no-store");
    }

    /** A POST was read. */
    static HttpResponse ok() {
        return HttpResponse.of(200, "text/html", "ok").with("Cache-Control", "no-store");
    }

    /** A body of more bytes than may be. */
    static HttpResponse tooLarge() {
        return HttpResponse.text(413, "").with("Connection", "close");
    }

    /** What is shared cannot be reached, or this node stops: the client tries again by itself. */
    static HttpResponse unavailable() {
        return HttpResponse.json(503, "{\"code\":3,\"message\":\"Try again later\"}");
    }
}
