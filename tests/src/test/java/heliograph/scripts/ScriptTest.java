package heliograph.scripts;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.state.Nodes;
import heliograph.state.ScriptObserver;
import heliograph.state.Windows;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.ZAddArgs;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** An empty server, and gateway nodes that are closed in the end. */
abstract class ScriptTest {
    final Server server;
    private final List<Node> nodes = new ArrayList<>();

    ScriptTest(Server server) {
        this.server = server;
    }

    @BeforeEach
    void forgetEverything() {
        server.raw().flushall();
    }

    @AfterEach
    void closeNodes() {
        nodes.forEach(Node::close);
    }

    /** The cleaning up after dead nodes is claimed by somebody who does not do it. */
    void claimAndDie(int claimMillis) throws IOException {
        server.raw()
                .eval(
                        script("lib/clock") + script("claim_sweep"),
                        ScriptOutputType.MULTI,
                        new String[] {"hg:nodes", "hg:dead", "hg:due"},
                        Integer.toString(claimMillis),
                        "100",
                        "60000");
    }

    /** The text of a script or a part of one. */
    static String script(String name) throws IOException {
        try (InputStream in =
                Nodes.class.getResourceAsStream("/heliograph/scripts/" + name + ".lua")) {
            return new String(java.util.Objects.requireNonNull(in).readAllBytes(), UTF_8) + "\n";
        }
    }

    /** The lease of a node that has one ends now, after all that was done until now. */
    void endLease(Node node) {
        long end = Node.get(node.store().health()).clock() + 1;
        server.raw().zadd("hg:nodes", ZAddArgs.Builder.xx(), (double) end, node.id().value());
        Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .until(() -> !Node.get(node.store().nodes().live()).contains(node.id()));
    }

    /** A node with the seed's windows. */
    Node node() {
        return node("n1", Windows.DEFAULTS);
    }

    /** A node with windows of its own. */
    Node node(Windows windows) {
        return node("n1", windows);
    }

    /** One of several nodes. */
    Node node(String id, Windows windows) {
        return node(id, windows, (_, _, _) -> {});
    }

    /** A node whose calls are watched. */
    Node node(String id, Windows windows, ScriptObserver observer) {
        Node node = new Node(server, id, windows, observer);
        nodes.add(node);
        return node;
    }
}
