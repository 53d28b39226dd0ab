package heliograph.operation;

import heliograph.transport.HttpHandler;
import heliograph.transport.HttpResponse;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * What the gateway counts, for Prometheus. Label values must come from a fixed set of ours, never
 * from a client: each makes a time series. Safe for use by many threads; the counting methods take
 * no lock.
 */
public final class Metrics implements AutoCloseable {
    private static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";
    // Far above what we have; a label that is a client's text after all stops here.
    private static final int MAX_SERIES = 500;
    // By sequence or candidate, and by messageId.
    private static final Set<String> DUPLICATES = Set.of("duplicate", "repeated");
    private static final Labels OVERFLOW = new Labels("other", "other");
    private static final Duration[] LATENCIES = {
        Duration.ofNanos(100_000),
        Duration.ofNanos(250_000),
        Duration.ofNanos(500_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2)
    };

    /** How a client is connected. */
    public enum Protocol {
        /** Socket.IO over WebSocket or polling. */
        SOCKET_IO("socketio"),
        /** Plain WebSocket. */
        PLAIN("plain");

        private final String label;

        Protocol(String label) {
            this.label = label;
        }
    }

    private record Labels(String event, String outcome) {}

    private final PrometheusMeterRegistry registry =
            new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final JvmGcMetrics garbageCollection = new JvmGcMetrics();
    private final Map<Protocol, AtomicInteger> connections = new EnumMap<>(Protocol.class);
    private final Map<Labels, Counter> events = new ConcurrentHashMap<>();
    private final Map<Labels, Counter> duplicates = new ConcurrentHashMap<>();
    private final Map<Labels, Timer> scripts = new ConcurrentHashMap<>();

    /** Registers the process and the JVM. */
    public Metrics() {
        for (Protocol protocol : Protocol.values()) {
            AtomicInteger open = new AtomicInteger();
            connections.put(protocol, open);
            Gauge.builder("heliograph.connections", open::get)
                    .description("Open connections")
                    .tag("protocol", protocol.label)
                    .register(registry);
        }
        new ClassLoaderMetrics().bindTo(registry);
        new JvmMemoryMetrics().bindTo(registry);
        new JvmThreadMetrics().bindTo(registry);
        new ProcessorMetrics().bindTo(registry);
        new FileDescriptorMetrics().bindTo(registry);
        new UptimeMetrics().bindTo(registry);
        garbageCollection.bindTo(registry);
    }

    /** A client has connected. */
    public void connected(Protocol protocol) {
        open(protocol).incrementAndGet();
    }

    /** It is gone; once for each {@link #connected}. */
    public void disconnected(Protocol protocol) {
        open(protocol).decrementAndGet();
    }

    private AtomicInteger open(Protocol protocol) {
        AtomicInteger open = connections.get(protocol);
        if (open == null) {
            throw new IllegalStateException("the constructor made one for each protocol");
        }
        return open;
    }

    /**
     * An event of a client was answered. What had been seen before is counted as a duplicate too.
     *
     * @param event its wire name, or a word of ours for one that is unknown
     * @param outcome how, in a word
     */
    public void event(String event, String outcome) {
        Labels labels = bounded(events, new Labels(event, outcome));
        events.computeIfAbsent(
                        labels,
                        key ->
                                Counter.builder("heliograph.events")
                                        .description("Events of clients by how they were answered")
                                        .tag("event", key.event)
                                        .tag("outcome", key.outcome)
                                        .register(registry))
                .increment();
        if (DUPLICATES.contains(outcome)) {
            duplicate(event);
        }
    }

    private void duplicate(String event) {
        Labels labels = bounded(duplicates, new Labels(event, ""));
        duplicates
                .computeIfAbsent(
                        labels,
                        key ->
                                Counter.builder("heliograph.duplicates")
                                        .description("Events that had been seen before")
                                        .tag("event", key.event)
                                        .register(registry))
                .increment();
    }

    /**
     * A script was called; this is the store's observer.
     *
     * @param script its name in the catalogue
     * @param nanos from the call to the answer, the network included
     * @param succeeded false where Redis did not answer, or answered with an error
     */
    public void script(String script, long nanos, boolean succeeded) {
        Labels labels = bounded(scripts, new Labels(script, succeeded ? "answered" : "failed"));
        scripts.computeIfAbsent(
                        labels,
                        key ->
                                Timer.builder("heliograph.script")
                                        .description("Script calls, from call to answer")
                                        .tag("script", key.event)
                                        .tag("outcome", key.outcome)
                                        .serviceLevelObjectives(LATENCIES)
                                        .register(registry))
                .record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Where to read how much waits for slow readers.
     *
     * @param bytes over all connections; asked at each scrape
     */
    public void queueDepth(LongSupplier bytes) {
        Gauge.builder("heliograph.queued", bytes::getAsLong)
                .description("What waits for slow readers")
                .baseUnit("bytes")
                .register(registry);
    }

    /**
     * Where to read how many clients were closed because they read too slowly.
     *
     * @param clients since the start; asked at each scrape
     */
    public void slowReaders(LongSupplier clients) {
        // On this object, because such a counter does not keep its object alive.
        FunctionCounter.builder("heliograph.slow.readers", this, _ -> clients.getAsLong())
                .description("Clients that were closed because they read too slowly")
                .register(registry);
    }

    /**
     * Where to read whether Redis answers.
     *
     * @param up asked at each scrape; must not block
     */
    public void redis(BooleanSupplier up) {
        Gauge.builder("heliograph.redis.up", () -> up.getAsBoolean() ? 1 : 0)
                .description("1 while Redis answers")
                .register(registry);
    }

    /** Everything in Prometheus's text format. */
    public String scrape() {
        return registry.scrape();
    }

    /** {@code GET /metrics}. */
    public HttpHandler handler() {
        return new ReadOnly(_ ->
                CompletableFuture.completedStage(HttpResponse.of(200, CONTENT_TYPE, scrape())));
    }

    @Override
    public void close() {
        garbageCollection.close();
        registry.close();
    }

    private static Labels bounded(Map<Labels, ?> known, Labels labels) {
        return known.size() < MAX_SERIES || known.containsKey(labels) ? labels : OVERFLOW;
    }
}
