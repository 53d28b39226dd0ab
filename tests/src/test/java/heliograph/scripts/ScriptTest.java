package heliograph.scripts;

import heliograph.state.ScriptObserver;
import heliograph.state.Windows;
import java.util.ArrayList;
import java.util.List;
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
