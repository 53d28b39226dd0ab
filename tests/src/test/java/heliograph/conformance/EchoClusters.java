package heliograph.conformance;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Clusters that a class of tests shares. */
final class EchoClusters implements AutoCloseable {
    private final Map<Integer, EchoCluster> bySize = new ConcurrentHashMap<>();

    EchoCluster of(int nodes) {
        return bySize.computeIfAbsent(nodes, EchoCluster::start);
    }

    @Override
    public void close() {
        bySize.values().forEach(EchoCluster::close);
        bySize.clear();
    }
}
