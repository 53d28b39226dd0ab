package heliograph.bench;

import java.util.List;
import java.util.Map;

/**
 * As fast as signals arrive: each pair has at most a window of them under way. An answer waits for
 * its offer and a new call for the end of the last, as in a browser.
 */
final class ClosedPace implements SignalRun.Pace {
    private final int window;
    private final Latencies latencies;
    private volatile boolean stopped;

    ClosedPace(int window, Latencies latencies) {
        this.window = window;
        this.latencies = latencies;
    }

    @Override
    public void start(List<Pair> pairs) {
        pairs.forEach(pair -> pair.execute(() -> sendMore(pair)));
    }

    @Override
    public void onArrival(Pair pair, long dueNanos) {
        latencies.arrived(dueNanos, System.nanoTime());
        sendMore(pair);
    }

    private void sendMore(Pair pair) {
        for (long underWay = pair.missing();
                !stopped && underWay < window && mayFollow(pair.nextPlace(), underWay);
                underWay++) {
            pair.sendNext(System.nanoTime());
        }
    }

    /** The first two signals of a set-up follow only when everything before them has arrived. */
    private static boolean mayFollow(int place, long underWay) {
        return place > 1 || underWay == 0;
    }

    @Override
    public void stop() {
        stopped = true;
    }

    @Override
    public void describe(Map<String, Object> fields) {
        fields.put("window", window);
    }
}
