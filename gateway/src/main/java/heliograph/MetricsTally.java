package heliograph;

import heliograph.operation.Metrics;
import heliograph.signaling.Outlet;
import heliograph.signaling.Tally;
import heliograph.state.ScriptObserver;

/** What signaling and the store report, as metrics. */
final class MetricsTally implements Tally, ScriptObserver {
    private final Metrics metrics;

    MetricsTally(Metrics metrics) {
        this.metrics = metrics;
    }

    @Override
    public void count(String event, String outcome) {
        metrics.event(event, outcome);
    }

    @Override
    public void connected(Outlet.Protocol protocol) {
        metrics.connected(label(protocol));
    }

    @Override
    public void disconnected(Outlet.Protocol protocol) {
        metrics.disconnected(label(protocol));
    }

    private static Metrics.Protocol label(Outlet.Protocol protocol) {
        return switch (protocol) {
            case SOCKET_IO -> Metrics.Protocol.SOCKET_IO;
            case PLAIN -> Metrics.Protocol.PLAIN;
        };
    }

    @Override
    public void called(String script, long nanos, boolean succeeded) {
        metrics.script(script, nanos, succeeded);
    }
}
