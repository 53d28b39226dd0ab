package heliograph.transport.grizzly;

import static heliograph.transport.grizzly.RawClient.concat;
import static heliograph.transport.grizzly.RawClient.frame;
import static heliograph.transport.grizzly.RawClient.hex;
import static heliograph.transport.grizzly.RawClient.text;
import static heliograph.transport.grizzly.RecordingEndpoint.next;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import heliograph.transport.Routes;
import heliograph.transport.Server;
import heliograph.transport.SocketClosed;
import heliograph.transport.TransportConfig;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that break RFC 6455, byte for byte, each beside a connection that must not notice. */
class BadFramesTest {
    private static final int MAX = 70_000;
    private static final RecordingEndpoint endpoint = new RecordingEndpoint();
    private static final RecordingEndpoint others = new RecordingEndpoint();
    private static Server server;
    private static RawClient other;

    @BeforeAll
    static void start() {
        server =
                GrizzlyServer.start(
                        new TransportConfig(
                                List.of("127.0.0.1"),
                                0,
                                MAX,
                                1_000_000,
                                1,
                                Duration.ofSeconds(5),
                                RecordingEndpoint.FAREWELL),
                        new Routes().socket("/bad", endpoint).socket("/other", others));
        other = RawClient.upgraded(server.port(), "/other");
    }

    @AfterAll
    static void stop() {
        other.close();
        server.close();
    }

    static Stream<Arguments> badFrames() {
        return Stream.of(
                bad(1002, "a text frame without mask", "8102 6869"),
                bad(1002, "a close frame without mask", "8802 03E8"),
                bad(1002, "a ping without mask", "8900"),
                bad(1002, "RSV1 where nothing was negotiated", frame(0xC1, bytes("hi"))),
                bad(1002, "RSV2", frame(0xA1, bytes("hi"))),
                bad(1002, "RSV3", frame(0x91, bytes("hi"))),
                bad(1002, "RSV1 on a ping", frame(0xC9, bytes(""))),
                bad(1002, "RSV1 on a close frame", frame(0xC8, hex("03E8"))),
                bad(1002, "reserved opcode 3", frame(0x83, bytes("hi"))),
                bad(1002, "reserved opcode 7", frame(0x87, bytes("hi"))),
                bad(1002, "reserved control opcode 11", frame(0x8B, bytes("hi"))),
                bad(1002, "reserved control opcode 15", frame(0x8F, bytes("hi"))),
                bad(1002, "a ping in fragments", frame(0x09, bytes("hi"))),
                bad(1002, "a close frame in fragments", frame(0x08, hex("03E8"))),
                bad(1002, "a ping of 126 bytes", "89FE 007E 00000000"),
                bad(1002, "a pong with a long length", "8AFF 0000000000000001 00000000 00"),
                bad(1002, "a continuation of nothing", frame(0x80, bytes("hi"))),
                bad(1002, "an open continuation of nothing", frame(0x00, bytes("hi"))),
                bad(
                        1002,
                        "a text inside the fragments of a text",
                        concat(frame(0x01, bytes("a")), frame(0x81, bytes("b")))),
                bad(
                        1002,
                        "a binary inside the fragments of a text",
                        concat(frame(0x01, bytes("a")), frame(0x82, bytes("b")))),
                bad(
                        1002,
                        "a second beginning inside the fragments of a binary",
                        concat(frame(0x02, bytes("a")), frame(0x02, bytes("b")))),
                bad(1002, "a length with the highest bit set", "81FF 8000000000000001 00000000"),
                bad(1007, "bytes that are never UTF-8", frame(0x81, hex("6869 FFFE"))),
                bad(1007, "an overlong slash", frame(0x81, hex("C0AF"))),
                bad(1007, "half of a surrogate pair", frame(0x81, hex("EDA080"))),
                bad(1007, "a code point beyond Unicode", frame(0x81, hex("F4908080"))),
                bad(1007, "a character cut off at the end", frame(0x81, hex("6869E282"))),
                bad(
                        1007,
                        "a character broken between fragments",
                        concat(frame(0x01, hex("C3")), frame(0x80, hex("28")))),
                bad(
                        1007,
                        "a character cut off in the last fragment",
                        concat(frame(0x01, bytes("a")), frame(0x80, hex("C3")))),
                bad(1009, "a text one byte too long", "81FF 0000000000011171 00000000"),
                bad(1009, "a binary one byte too long", "82FF 0000000000011171 00000000"),
                bad(1009, "a length of 63 bits", "82FF 7FFFFFFFFFFFFFFF 00000000"),
                bad(
                        1009,
                        "text fragments that are too long together",
                        concat(frame(0x01, new byte[MAX - 1]), frame(0x80, bytes("ab")))),
                bad(
                        1009,
                        "binary fragments that are too long together",
                        concat(
                                frame(0x02, new byte[MAX / 2]),
                                frame(0x00, new byte[MAX / 2]),
                                frame(0x80, bytes("a")))),
                bad(1002, "a close frame of one byte", frame(0x88, hex("03"))),
                bad(1002, "close code 0", frame(0x88, hex("0000"))),
                bad(1002, "close code 999", frame(0x88, hex("03E7"))),
                bad(1002, "close code 1004", frame(0x88, hex("03EC"))),
                bad(1002, "close code 1005", frame(0x88, hex("03ED"))),
                bad(1002, "close code 1006", frame(0x88, hex("03EE"))),
                bad(1002, "close code 1015", frame(0x88, hex("03F7"))),
                bad(1002, "close code 2999", frame(0x88, hex("0BB7"))),
                bad(1002, "close code 5000", frame(0x88, hex("1388"))),
                bad(1007, "a close reason that is not UTF-8", frame(0x88, hex("03E8 FF"))));
    }

    @ParameterizedTest(name = "{1} closes with {0}")
    @MethodSource("badFrames")
    void closesThisConnectionAndNoOther(int code, String what, byte[] bytes) {
        endpoint.events.clear();
        endpoint.ends.clear();
        try (RawClient client = RawClient.upgraded(server.port(), "/bad")) {
            client.says(text("before"));
            assertThat(client.hears().text()).isEqualTo("before");

            client.says(bytes);

            assertThat(client.hearsClose()).isEqualTo(code);
            assertThat(client.hearsEnd()).isTrue();
        }
        assertThat(next(endpoint.ends)).isEqualTo(new SocketClosed(code, SocketClosed.By.LOST));
        assertThat(next(endpoint.events)).isEqualTo("text before");
        assertThat(next(endpoint.events)).as("nothing of it was delivered").startsWith("close");

        other.says(text("still here"));
        assertThat(other.hears().text()).isEqualTo("still here");
        assertThat(others.ends).isEmpty();
    }

    private static Arguments bad(int code, String what, byte[] bytes) {
        return arguments(code, what, bytes);
    }

    private static Arguments bad(int code, String what, String hex) {
        return bad(code, what, hex(hex));
    }

    private static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.US_ASCII);
    }
}
