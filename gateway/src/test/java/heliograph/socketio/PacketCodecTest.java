package heliograph.socketio;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments.ArgumentSet;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class PacketCodecTest {
    private static final PacketLimits LIMITS = new PacketLimits(10, 64);

    static Stream<ArgumentSet> packets() {
        return Stream.of(
                packet("0", new Packet.Connect("/", "{}")),
                packet("0{\"token\":\"t\"}", new Packet.Connect("/", "{\"token\":\"t\"}")),
                packet("0/webrtc", new Packet.Connect("/webrtc", "{}")),
                packet("0/webrtc,", new Packet.Connect("/webrtc", "{}")),
                packet("0/webrtc,{\"a\":1}", new Packet.Connect("/webrtc", "{\"a\":1}")),
                packet("0/webrtc?token=a,{}", new Packet.Connect("/webrtc", "{}")),
                packet("0/webrtc?a=b", new Packet.Connect("/webrtc", "{}")),
                packet("0/?a=b,", new Packet.Connect("/", "{}")),
                packet("0 {\"a\" : [ 1 ] } ", new Packet.Connect("/", "{\"a\" : [ 1 ] }")),
                packet("1", new Packet.Disconnect("/")),
                packet("1/webrtc", new Packet.Disconnect("/webrtc")),
                packet("1/webrtc,", new Packet.Disconnect("/webrtc")),
                packet("2[\"x\"]", event("/", -1, "x", 0)),
                packet("2[\"x\",1]", event("/", -1, "x", 0, "1")),
                packet(
                        "2/webrtc,7[\"offer\",{\"sdp\":\"v=0\\r\\n\"}]",
                        event("/webrtc", 7, "offer", 0, "{\"sdp\":\"v=0\\r\\n\"}")),
                packet("20[\"x\"]", event("/", 0, "x", 0)),
                packet("29007199254740991[\"x\"]", event("/", 9_007_199_254_740_991L, "x", 0)),
                packet(
                        "2[ \"x\" , null ,\ttrue, false ,-1.5e+3\n,[ ],{ }, \"]\" ]",
                        event(
                                "/", -1, "x", 0, "null", "true", "false", "-1.5e+3", "[ ]", "{ }",
                                "\"]\"")),
                packet(
                        "2[\"é\",\"😀 😀 😀\",{\"€😀\":\"\\\"\"},1]",
                        event("/", -1, "é", 0, "\"😀 😀 😀\"", "{\"€😀\":\"\\\"\"}", "1")),
                packet("2[7,\"x\"]", event("/", -1, "7", 0, "\"x\"")),
                packet("2[\"\"]", event("/", -1, "", 0)),
                packet("2[\"\\u00e9\\n\\\"\"]", event("/", -1, "é\n\"", 0)),
                packet("2[\"__proto__\",1]", event("/", -1, "__proto__", 0, "1")),
                packet(
                        "2[\"x\",{\"__proto__\":{\"a\":1}}]",
                        event("/", -1, "x", 0, "{\"__proto__\":{\"a\":1}}")),
                packet(
                        "2[\"x\",{\"_placeholder\":true,\"num\":9}]",
                        event("/", -1, "x", 0, "{\"_placeholder\":true,\"num\":9}")),
                packet("3/webrtc,12[]", ack("/webrtc", 12, 0)),
                packet("31[1,\"a\"]", ack("/", 1, 0, "1", "\"a\"")),
                packet("4\"no\"", new Packet.ConnectError("/", "\"no\"")),
                packet(
                        "4/webrtc,{\"message\":\"no\"}",
                        new Packet.ConnectError("/webrtc", "{\"message\":\"no\"}")),
                packet(
                        "51-[\"x\",{\"_placeholder\":true,\"num\":0}]",
                        event("/", -1, "x", 1, "{\"_placeholder\":true,\"num\":0}")),
                packet(
                        "52-/webrtc,5[\"x\",{\"a\":[{\"_placeholder\":true,\"num\":1}]}]",
                        event("/webrtc", 5, "x", 2, "{\"a\":[{\"_placeholder\":true,\"num\":1}]}")),
                packet("510-[\"x\"]", event("/", -1, "x", 10)),
                packet(
                        "51-[\"x\",{\"_placeholder\":false,\"num\":7}]",
                        event("/", -1, "x", 1, "{\"_placeholder\":false,\"num\":7}")),
                packet(
                        "61-/webrtc,3[{\"_placeholder\":true,\"num\":0}]",
                        ack("/webrtc", 3, 1, "{\"_placeholder\":true,\"num\":0}")));
    }

    @ParameterizedTest
    @MethodSource("packets")
    void everyKindOfPacketIsReadAsWhatItSays(String text, Packet packet) throws MalformedPacket {
        assertThat(PacketCodec.decode(text, LIMITS)).isEqualTo(packet);
    }

    @ParameterizedTest(name = "«{0}» is no packet")
    @ValueSource(
            strings = {
                // types
                "",
                "7",
                "9[\"x\"]",
                "a",
                "abc",
                " 2[\"x\"]",
                "-1",
                "\u0662[\"x\"]",
                // CONNECT
                "0[]",
                "0\"x\"",
                "0null",
                "0true",
                "07",
                "07{}",
                "0{",
                "0{}{}",
                "0/webrtc,[]",
                "0/webrtc,abc",
                "0{\"a\":1",
                "0{a:1}",
                // DISCONNECT
                "1{}",
                "1[]",
                "17",
                "1/webrtc,\"x\"",
                "1 ",
                // EVENT
                "2",
                "2/webrtc",
                "2/webrtc,",
                "2[]",
                "2[ ]",
                "2{}",
                "2\"x\"",
                "2null",
                "27",
                "2[{}]",
                "2[{\"toString\":1},1]",
                "2[[]]",
                "2[null]",
                "2[true]",
                "2[\"connect\"]",
                "2[\"connect_error\"]",
                "2[\"disconnect\",1]",
                "2[\"disconnecting\"]",
                "2[\"newListener\"]",
                "2[\"removeListener\"]",
                "2[\"\\u0064isconnect\"]",
                "2/webrtc,3[\"connect\"]",
                "2[\"x\"",
                "2[\"x\",]",
                "2[,\"x\"]",
                "2[\"x\" 1]",
                "2[\"x\"]]",
                "2[\"x\"]x",
                "2[\"x\"],[]",
                "2[\"x\"]\0",
                "2[x]",
                "2[\"x]",
                "2['x']",
                "2/webrtc[\"x\"]",
                "2-1[\"x\"]",
                "21-[\"x\"]",
                "2x[\"x\"]",
                "212345678901234567[\"x\"]",
                "299999999999999999999999999999999999[\"x\"]",
                "2\u0661[\"x\"]",
                // ACK
                "3",
                "31",
                "31{}",
                "31null",
                "3[]",
                "3/webrtc,[]",
                "31[1,]",
                // CONNECT_ERROR
                "4",
                "4[]",
                "41\"x\"",
                "4null",
                // BINARY_EVENT
                "5",
                "5[\"x\"]",
                "5-[\"x\"]",
                "51",
                "51-",
                "51-[]",
                "5a-[\"x\"]",
                "51.5-[\"x\"]",
                "5-1-[\"x\"]",
                "5 1-[\"x\"]",
                "50-[\"x\"]",
                "500-[\"x\"]",
                "511-[\"x\"]",
                "5999999-[\"x\"]",
                "599999999999999999999-[\"x\"]",
                "51-[{\"_placeholder\":true,\"num\":0}]",
                "51-[\"connect\",{\"_placeholder\":true,\"num\":0}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":1}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":-1}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":-0}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":0.5}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":1e0}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":99999999999999999999}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":\"0\"}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":\"splice\"}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":null}]",
                "51-[\"x\",{\"_placeholder\":true}]",
                "51-[\"x\",{\"_placeholder\":true,\"num\":0,\"num\":1}]",
                "51-[\"x\",{\"_placeholder\":false,\"num\":1,\"_placeholder\":true}]",
                "51-[\"x\",{\"\\u005fplaceholder\":true,\"n\\u0075m\":1}]",
                "51-[\"x\",{\"a\":[[{\"_placeholder\":true,\"num\":3}]]}]",
                // BINARY_ACK
                "6",
                "60-1[]",
                "611-1[]",
                "61-[1]",
                "61-1{}",
                "61-1[{\"_placeholder\":true,\"num\":1}]",
            })
    void whatBreaksARuleIsNoPacket(String text) {
        assertThatThrownBy(() -> PacketCodec.decode(text, LIMITS))
                .isInstanceOf(MalformedPacket.class);
    }

    @Test
    void nestingIsAllowedToTheLimitAndNoFurther() throws MalformedPacket {
        Packet packet = PacketCodec.decode("2[\"x\"," + nested(63) + "]", LIMITS);
        assertThat(packet).isEqualTo(event("/", -1, "x", 0, nested(63)));
        for (String tooDeep :
                List.of(
                        "2[\"x\"," + nested(64) + "]",
                        "2[\"x\"," + "{\"a\":".repeat(64) + "1" + "}".repeat(64) + "]",
                        "2[\"x\"," + "[".repeat(400_000),
                        "2" + "[".repeat(400_000) + "]".repeat(400_000),
                        "0" + "{\"a\":".repeat(100_000))) {
            assertThatThrownBy(() -> PacketCodec.decode(tooDeep, LIMITS))
                    .isInstanceOf(MalformedPacket.class)
                    .hasMessage("nested too deep");
        }
    }

    @Test
    void whatIsWrittenIsWhatTheProtocolSays() {
        Arguments two = new Arguments(List.of("1", "{\"a\":2}"), List.of());
        Arguments binary =
                new Arguments(
                        List.of("{\"_placeholder\":true,\"num\":0}"), List.of(new byte[] {1}));
        assertThat(
                        List.of(
                                PacketCodec.event("/", -1, "x", Arguments.NONE),
                                PacketCodec.event("/", -1, "x", Arguments.of("{\"a\":1}")),
                                PacketCodec.event("/webrtc", 7, "x", two),
                                PacketCodec.event("/webrtc", -1, "x", binary),
                                PacketCodec.event("/", 0, "a \"b\"\n", Arguments.of("null")),
                                PacketCodec.ack("/", 0, Arguments.NONE),
                                PacketCodec.ack("/webrtc", 12, two),
                                PacketCodec.ack("/", 3, binary),
                                PacketCodec.connected("/", "S", null),
                                PacketCodec.connected("/webrtc", "S", "P"),
                                PacketCodec.connectError("/", "no", null),
                                PacketCodec.connectError("/webrtc", "no", "{\"code\":\"X\"}"),
                                PacketCodec.disconnect("/"),
                                PacketCodec.disconnect("/webrtc")))
                .containsExactly(
                        "2[\"x\"]",
                        "2[\"x\",{\"a\":1}]",
                        "2/webrtc,7[\"x\",1,{\"a\":2}]",
                        "51-/webrtc,[\"x\",{\"_placeholder\":true,\"num\":0}]",
                        "20[\"a \\\"b\\\"\\u000a\",null]",
                        "30[]",
                        "3/webrtc,12[1,{\"a\":2}]",
                        "61-3[{\"_placeholder\":true,\"num\":0}]",
                        "0{\"sid\":\"S\"}",
                        "0/webrtc,{\"sid\":\"S\",\"pid\":\"P\"}",
                        "4{\"message\":\"no\"}",
                        "4/webrtc,{\"message\":\"no\",\"data\":{\"code\":\"X\"}}",
                        "1",
                        "1/webrtc,");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "offer",
                "é€😀",
                "\"",
                "\\",
                "a\u0000b\u001fc",
                "\ud83d",
                "x\udc00y",
                "/\b\f\n\r\t"
            })
    void namesSurviveTheWayThereAndBack(String name) throws MalformedPacket {
        String text = PacketCodec.event("/", 5, name, Arguments.of("1"));
        assertThat(PacketCodec.decode(text, LIMITS)).isEqualTo(event("/", 5, name, 0, "1"));
    }

    private static ArgumentSet packet(String text, Packet packet) {
        return org.junit.jupiter.params.provider.Arguments.argumentSet(
                "«" + text + "»", text, packet);
    }

    private static Packet event(
            String namespace, long ackId, String name, int attachments, String... arguments) {
        return new Packet.Event(namespace, ackId, name, List.of(arguments), attachments);
    }

    private static Packet ack(String namespace, long ackId, int attachments, String... arguments) {
        return new Packet.Ack(namespace, ackId, List.of(arguments), attachments);
    }

    private static String nested(int levels) {
        return "[".repeat(levels) + "]".repeat(levels);
    }
}
