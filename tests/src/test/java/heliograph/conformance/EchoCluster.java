package heliograph.conformance;

import heliograph.operation.EmbeddedRedis;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Nodes of the echo application on one Redis; each question goes to the next of them. */
final class EchoCluster implements AutoCloseable {
    private final EmbeddedRedis redis;
    private final List<EchoApplication> nodes = new ArrayList<>();
    private final AtomicInteger turn = new AtomicInteger();

    private EchoCluster(EmbeddedRedis redis) {
        this.redis = redis;
    }

    static EchoCluster start(int count) {
        try {
            EchoCluster cluster =
                    new EchoCluster(EmbeddedRedis.start(System.getenv().getOrDefault("PATH", "")));
            for (int i = 0; i < count; i++) {
                cluster.nodes.add(EchoApplication.start(0, cluster.redis.url().toString()));
            }
            cluster.warmUp();
            return cluster;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The first connection of a JVM takes longer than a heartbeat here. */
    private void warmUp() {
        for (EchoApplication node : nodes) {
            RawHttp.request("127.0.0.1", node.port(), "GET", "/engine.io/?EIO=4&transport=polling");
            RawWebSocket.open(
                            "ws://127.0.0.1:"
                                    + node.port()
                                    + "/engine.io/?EIO=4&transport=websocket")
                    .close();
        }
    }

    /** The port of the next node. */
    int port() {
        return nodes.get(Math.floorMod(turn.getAndIncrement(), nodes.size())).port();
    }

    @Override
    public void close() {
        nodes.forEach(EchoApplication::close);
        redis.close();
    }
}
