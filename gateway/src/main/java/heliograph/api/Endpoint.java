package heliograph.api;

import heliograph.protocol.ErrorCode;
import heliograph.state.StoreUnavailable;
import heliograph.transport.HttpHandler;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The paths below a prefix, and the one place where failures become answers. */
final class Endpoint implements HttpHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Endpoint.class);

    private final String prefix;
    private final Function<List<String>, Resource> resources;

    /**
     * @param prefix where it stands
     * @param resources from the segments after the prefix to what they name; throws a {@link
     *     Refusal} where that is nothing
     */
    Endpoint(String prefix, Function<List<String>, Resource> resources) {
        this.prefix = prefix;
        this.resources = resources;
    }

    /** Where it stands. */
    String prefix() {
        return prefix;
    }

    @Override
    public CompletionStage<HttpResponse> handle(HttpRequest request) {
        return CompletableFuture.completedStage(
                answer(request)
                        // Answers are about somebody, and of this moment.
                        .with("Cache-Control", "no-store"));
    }

    private HttpResponse answer(HttpRequest request) {
        try {
            return resources.apply(segments(request)).answer(request);
        } catch (Refusal refusal) {
            return refusal.response();
        } catch (StoreUnavailable e) {
            return Refusal.unavailable("rooms cannot be reached at the moment").response();
        } catch (RuntimeException e) {
            LOG.atError()
                    .setCause(e)
                    .addKeyValue("method", request.method())
                    .addKeyValue("path", request.path())
                    .log("request failed");
            return Refusal.of(ErrorCode.INTERNAL_ERROR, "this is a fault of ours").response();
        }
    }

    /** Waits for the store. */
    static <T> T await(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof StoreUnavailable unavailable ? unavailable : e;
        }
    }

    /** A slash at the end of the prefix makes no difference. */
    private List<String> segments(HttpRequest request) {
        List<String> below = request.below(prefix).orElseThrow();
        return below.equals(List.of("")) ? List.of() : below;
    }
}
