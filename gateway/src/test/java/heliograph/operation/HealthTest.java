package heliograph.operation;

import static heliograph.access.Requests.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.StoreHealth;
import heliograph.state.StoreUnavailable;
import heliograph.transport.HttpHandler;
import heliograph.transport.HttpResponse;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.junit.jupiter.api.Test;

class HealthTest {
    private static final CompletionStage<StoreHealth> UP =
            CompletableFuture.completedStage(new StoreHealth("7.0", Duration.ofMillis(1), 0));
    private static final CompletionStage<StoreHealth> DOWN =
            CompletableFuture.failedStage(
                    new StoreUnavailable("no answer", new IOException("refused")));

    private record Node(CompletionStage<StoreHealth> redis, boolean subscribed, boolean draining)
            implements Health.Node {}

    @Test
    void aNodeThatCanDeliverIsReady() {
        HttpResponse answer = ready(new Node(UP, true, false));

        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer)).isEqualTo("{\"ready\":true,\"reasons\":[]}");
    }

    @Test
    void withoutRedisItIsNot() {
        assertNotReady(new Node(DOWN, true, false), "redis does not answer");
    }

    @Test
    void withoutItsSubscriptionItIsNot() {
        assertNotReady(
                new Node(UP, false, false),
                "redis has not confirmed the subscription of this node");
    }

    @Test
    void whileItStopsItIsNot() {
        assertNotReady(new Node(UP, true, true), "this node is stopping");
    }

    @Test
    void everyReasonIsSaid() {
        assertThat(body(ready(new Node(DOWN, false, true))))
                .isEqualTo(
                        "{\"ready\":false,\"reasons\":[\"redis does not answer\",\"redis has not"
                                + " confirmed the subscription of this node\",\"this node is"
                                + " stopping\"]}");
    }

    @Test
    void livenessNeverLooksAtRedis() {
        Health health =
                new Health(
                        new Health.Node() {
                            @Override
                            public CompletionStage<StoreHealth> redis() {
                                throw new AssertionError("asked Redis");
                            }

                            @Override
                            public boolean subscribed() {
                                throw new AssertionError("asked for the subscription");
                            }

                            @Override
                            public boolean draining() {
                                return true;
                            }
                        });

        HttpResponse answer = get(health.live(), "/livez");

        assertThat(answer.status()).isEqualTo(200);
        assertThat(body(answer)).isEqualTo("{\"live\":true}");
    }

    private static void assertNotReady(Node node, String reason) {
        HttpResponse answer = ready(node);
        assertThat(answer.status()).isEqualTo(503);
        assertThat(body(answer)).isEqualTo("{\"ready\":false,\"reasons\":[\"" + reason + "\"]}");
    }

    private static HttpResponse ready(Node node) {
        return get(new Health(node).ready(), "/readyz");
    }

    private static HttpResponse get(HttpHandler handler, String path) {
        return handler.handle(request("GET", path)).toCompletableFuture().join();
    }

    private static String body(HttpResponse answer) {
        return new String(answer.body(), UTF_8);
    }
}
