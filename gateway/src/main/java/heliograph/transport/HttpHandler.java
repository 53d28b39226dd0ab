package heliograph.transport;

import java.util.concurrent.CompletionStage;

/** Answers the requests of a path. Called on a virtual thread, may block. */
@FunctionalInterface
public interface HttpHandler {
    /** The answer; a stage that fails is answered with 500 and logged. */
    CompletionStage<HttpResponse> handle(HttpRequest request);
}
