package heliograph.operation;

import heliograph.transport.HttpHandler;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** GET and HEAD, nothing else (RFC 9110, section 15.5.6). */
record ReadOnly(HttpHandler inner) implements HttpHandler {
    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        return switch (request.method()) {
            case "GET" -> inner.handle(request);
            case "HEAD" ->
                    inner.handle(request)
                            .thenApply(answer ->
                                    new HttpResponse(
                                            answer.status(), answer.headers(), new byte[0]));
            default ->
                    CompletableFuture.completedStage(
                            HttpResponse.text(405, "only GET and HEAD\n")
                                    .with("Allow", "GET, HEAD"));
        };
    }
}
