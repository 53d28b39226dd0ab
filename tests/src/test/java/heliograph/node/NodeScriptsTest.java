package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class NodeScriptsTest {
    private static final Duration SOON = Duration.ofSeconds(15);
    private static final JsonMapper JSON = JsonMapper.builder().build();

    @Test
    void aScriptHearsALineAndAnswersIt() {
        try (NodeScript script = NodeScripts.start("clients.mjs")) {
            script.say(JSON.createObjectNode().put("do", "somersault"));

            assertThat(script.next(SOON).path("message").asString())
                    .isEqualTo("unknown command somersault");
        }
    }

    @Test
    void aScriptThatSaysNothingFailsTheWaitAtItsDeadline() {
        try (NodeScript script = NodeScripts.start("clients.mjs")) {
            assertThatThrownBy(() -> script.next(Duration.ofMillis(200)))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("did not say it within PT0.2S");
        }
    }

    @Test
    void aScriptThatDiesFailsTheWaitAtOnceAndSaysWhy() {
        try (NodeScript script = NodeScripts.start("nosuch.mjs")) {
            assertThatThrownBy(() -> script.next(SOON))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("ended without the line");
            assertThat(script.exitCode(SOON)).isEqualTo(1);
        }
    }

    @Test
    void aScriptEndsWithItsTest() {
        NodeScript script = NodeScripts.start("clients.mjs");

        script.close();

        assertThat(script.exitCode(SOON)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.8", "4.7", "4.6"})
    void everyLibraryTellsThatNobodyListens(String version) throws IOException {
        try (SocketIoClients clients = SocketIoClients.start()) {
            SocketIoClient alice =
                    clients.open(
                            "alice",
                            version,
                            URI.create("http://localhost:" + closedPort()),
                            "/webrtc",
                            Map.of("transports", new String[] {"websocket"}));

            assertThat(alice.isRefused().path("message").asString()).isEqualTo("websocket error");
        }
    }

    private static int closedPort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
