package heliograph.transport.grizzly;

import static heliograph.transport.grizzly.RawClient.frame;
import static heliograph.transport.grizzly.RawClient.text;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.TransportConfig;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TyrusContainerTest {
    /** Each of its ten threads would cost more than the sessions it watches over. */
    @Test
    void tyrusStartsNoThreadsOfItsOwn() {
        TransportConfig config =
                new TransportConfig(
                        List.of("127.0.0.1"),
                        0,
                        1_000,
                        1_000_000,
                        1,
                        Duration.ofSeconds(5),
                        RecordingEndpoint.FAREWELL);
        try (Server server =
                        GrizzlyServer.start(
                                config, new Routes().socket("/echo", new RecordingEndpoint()));
                RawClient client = RawClient.upgraded(server.port(), "/echo")) {
            client.says(frame(0x01, new byte[] {'a'}));
            client.says(frame(0x80, new byte[] {'b'}));
            assertThat(client.hears().text()).isEqualTo("ab");
            client.says(frame(0x89, new byte[0]));
            assertThat(client.hears().firstByte()).isEqualTo(0x8A);
            client.says(text("c"));
            assertThat(client.hears().text()).isEqualTo("c");

            assertThat(Thread.getAllStackTraces().keySet())
                    .extracting(Thread::getName)
                    .noneMatch(name -> name.startsWith("tyrus"));
        }
    }
}
