package heliograph.operation;

import static heliograph.access.Requests.request;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.operation.Metrics.Protocol;
import heliograph.state.ScriptObserver;
import heliograph.transport.HttpResponse;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MetricsTest {
    private final Metrics metrics = new Metrics();

    @AfterEach
    void close() {
        metrics.close();
    }

    @Test
    void openConnectionsAreCountedByProtocol() {
        metrics.connected(Protocol.SOCKET_IO);
        metrics.connected(Protocol.SOCKET_IO);
        metrics.connected(Protocol.PLAIN);
        metrics.disconnected(Protocol.SOCKET_IO);

        assertThat(metrics.scrape())
                .contains("heliograph_connections{protocol=\"socketio\"} 1.0")
                .contains("heliograph_connections{protocol=\"plain\"} 1.0");
    }

    @Test
    void eventsAreCountedByKindAndOutcome() {
        metrics.event("offer", "accepted");
        metrics.event("offer", "accepted");
        metrics.event("offer", "glare");
        metrics.event("offer", "duplicate");
        metrics.event("offer", "repeated");

        assertThat(metrics.scrape())
                .contains("heliograph_events_total{event=\"offer\",outcome=\"accepted\"} 2.0")
                .contains("heliograph_events_total{event=\"offer\",outcome=\"glare\"} 1.0")
                .contains("heliograph_duplicates_total{event=\"offer\"} 2.0");
    }

    @Test
    void scriptsAreTimedWithBucketsBelowAMillisecond() {
        ScriptObserver observer = metrics::script;
        observer.called("relay_offer", 200_000, true);
        observer.called("relay_offer", 2_000_000_000, false);

        assertThat(metrics.scrape())
                .contains(
                        "heliograph_script_seconds_count{outcome=\"answered\",script=\"relay_offer\"}"
                            + " 1")
                .contains("{outcome=\"answered\",script=\"relay_offer\",le=\"1.0E-4\"} 0")
                .contains("{outcome=\"answered\",script=\"relay_offer\",le=\"2.5E-4\"} 1")
                .contains(
                        "heliograph_script_seconds_count{outcome=\"failed\",script=\"relay_offer\"}"
                                + " 1");
    }

    @Test
    void queueDepthAndRedisAreReadAtEachScrape() {
        AtomicLong bytes = new AtomicLong(4096);
        AtomicBoolean up = new AtomicBoolean(true);
        metrics.queueDepth(bytes::get);
        metrics.redis(up::get);
        metrics.slowReaders(() -> 3);
        assertThat(metrics.scrape())
                .contains("heliograph_queued_bytes 4096.0")
                .contains("heliograph_slow_readers_total 3.0")
                .contains("heliograph_redis_up 1.0");

        bytes.set(0);
        up.set(false);

        assertThat(metrics.scrape())
                .contains("heliograph_queued_bytes 0.0")
                .contains("heliograph_redis_up 0.0");
    }

    @Test
    void theNumberOfSeriesIsBounded() {
        for (int i = 0; i < 2_000; i++) {
            metrics.event("made-up-" + i, "accepted");
        }

        assertThat(metrics.scrape().lines().filter(line -> line.startsWith("heliograph_events")))
                .hasSize(501)
                .anyMatch(line -> line.contains("event=\"other\",outcome=\"other\"} 1500.0"));
    }

    @Test
    void theHandlerAnswersInPrometheusFormatWithTheJvmInIt() {
        HttpResponse answer =
                metrics.handler().handle(request("GET", "/metrics")).toCompletableFuture().join();

        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.headers())
                .containsEntry("Content-Type", "text/plain; version=0.0.4; charset=utf-8");
        assertThat(new String(answer.body(), UTF_8))
                .contains("# TYPE heliograph_connections gauge")
                .contains("jvm_memory_used_bytes")
                .contains("process_cpu_usage")
                .contains("process_files_open_files");
    }

    @Test
    void onlyReadingIsAllowed() {
        assertThat(
                        metrics.handler()
                                .handle(request("POST", "/metrics"))
                                .toCompletableFuture()
                                .join())
                .satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(405);
                    assertThat(answer.headers()).containsEntry("Allow", "GET, HEAD");
                });
        assertThat(
                        metrics.handler()
                                .handle(request("HEAD", "/metrics"))
                                .toCompletableFuture()
                                .join())
                .satisfies(answer -> {
                    assertThat(answer.status()).isEqualTo(200);
                    assertThat(answer.body()).isEmpty();
                });
    }
}
