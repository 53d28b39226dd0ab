package heliograph.node;

import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Alice's page, on the first node, and a room for her and Bob, who comes to the last node; for each
 * version of the library that pages use, with one node and with two.
 */
@ParameterizedClass(name = "socket.io-client {0}, {1} node(s)")
@MethodSource("settings")
abstract class PageTest {
    static Stage stage;

    final String version;
    final int nodes;
    final Room room = Room.fresh();
    final String aliceId = Stage.newUser("alice");
    final String bobId = Stage.newUser("bob");
    SocketIoClient alice;

    @SuppressWarnings("NullAway.Init") // each test starts with aliceArrives()
    PageTest(String version, int nodes) {
        this.version = version;
        this.nodes = nodes;
    }

    static Stream<Arguments> settings() {
        return Stage.settings();
    }

    @BeforeAll
    static void start() {
        stage = Stage.open();
    }

    @AfterAll
    static void stop() {
        stage.close();
    }

    @BeforeEach
    void aliceArrives() {
        alice = stage.enter(aliceId, version, 0);
    }

    @AfterEach
    void aliceLeaves() {
        alice.disconnect();
    }
}
