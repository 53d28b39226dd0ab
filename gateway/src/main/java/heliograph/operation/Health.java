package heliograph.operation;

import heliograph.state.StoreHealth;
import heliograph.transport.HttpHandler;
import heliograph.transport.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import tools.jackson.databind.json.JsonMapper;

/**
 * {@code /livez} and {@code /readyz}. Live is whoever can answer at all: a Redis that is away is no
 * reason to restart a gateway. Ready is who can deliver now.
 */
public final class Health {
    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpResponse LIVE = HttpResponse.json(200, "{\"live\":true}");

    /** What readiness is judged by. */
    public interface Node {
        /** Asks Redis; fails where it does not answer in time. */
        CompletionStage<StoreHealth> redis();

        /** Whether Redis has confirmed the subscription to what is published to this node. */
        boolean subscribed();

        /** Whether this node is stopping and takes no new clients. */
        boolean draining();
    }

    private record Readiness(boolean ready, List<String> reasons) {}

    private final Node node;

    /** Over a node. */
    public Health(Node node) {
        this.node = node;
    }

    /** {@code GET /livez}: 200, without looking at anything. */
    public HttpHandler live() {
        return new ReadOnly(_ -> CompletableFuture.completedStage(LIVE));
    }

    /** {@code GET /readyz}: 200, or 503 with every reason why not. */
    public HttpHandler ready() {
        return new ReadOnly(_ -> node.redis().handle((_, failure) -> answer(failure == null)));
    }

    private HttpResponse answer(boolean redisAnswers) {
        List<String> reasons = new ArrayList<>();
        if (!redisAnswers) {
            reasons.add("redis does not answer");
        }
        if (!node.subscribed()) {
            reasons.add("redis has not confirmed the subscription of this node");
        }
        if (node.draining()) {
            reasons.add("this node is stopping");
        }
        boolean ready = reasons.isEmpty();
        return HttpResponse.json(
                ready ? 200 : 503, JSON.writeValueAsString(new Readiness(ready, reasons)));
    }
}
