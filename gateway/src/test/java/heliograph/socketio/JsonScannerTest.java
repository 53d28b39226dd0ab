package heliograph.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/** What is JSON is decided twice, by the scanner and by Jackson's strict parser. */
class JsonScannerTest {
    private static final JsonFactory JACKSON = new JsonFactory();

    private static final List<String> SEEDS =
            List.of(
                    "{\"roomId\":\"r\",\"targetUserId\":\"b\",\"sdp\":{\"type\":\"offer\",\"sdp\":\"v=0\\r\\no=-"
                        + " 1 2\"},\"sequence\":12}",
                    "[1,-2.5e10,0,0.0,1E-3,true,false,null,\"\\u00e9\\\"\\\\\\/\\b\\f\\n\\r\\t\"]",
                    "{\"a\":{\"b\":[{\"c\":[]},{},[[\"d\"]]]},\"é€😀\":\"\"}",
                    " { \"candidate\" : \"candidate:1 1 udp 2122260223 10.0.0.1 50000 typ host\" ,"
                            + " \"sdpMLineIndex\" : 0 } ");

    @ParameterizedTest(name = "«{0}» is JSON")
    @ValueSource(
            strings = {
                "0",
                "-0",
                "10",
                "-1.25",
                "1e5",
                "1E+05",
                "0.5e-7",
                "true",
                "false",
                "null",
                "\"\"",
                "\"\\ud83d\"",
                "\"\u007f\"",
                "\"\u2028\"",
                "[]",
                "{}",
                "[[]]",
                "{\"\":0}",
                "{\"a\":1,\"a\":2}",
                " [ 1 , 2 ] ",
                "\t\r\n1"
            })
    void jsonIsAccepted(String text) {
        assertThat(scannerAccepts(text)).isTrue();
        assertThat(jacksonAccepts(text)).isTrue();
    }

    @ParameterizedTest(name = "«{0}» is no JSON")
    @ValueSource(
            strings = {
                "",
                " ",
                "-",
                "+1",
                "01",
                "-01",
                "1.",
                ".5",
                "1e",
                "1e+",
                "1.e5",
                "0x10",
                "NaN",
                "Infinity",
                "tru",
                "True",
                "nul",
                "undefined",
                "\"",
                "\"\\\"",
                "\"\\x\"",
                "\"\\u12g4\"",
                "\"\\u12\"",
                "\"\n\"",
                "\"\t\"",
                "'a'",
                "[",
                "]",
                "[1",
                "[1,",
                "[1,]",
                "[,1]",
                "[1 2]",
                "[1;2]",
                "{",
                "}",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{,}",
                "{\"a\" 1}",
                "{a:1}",
                "{1:1}",
                "{\"a\":1 \"b\":2}",
                "1 2",
                "[]]",
                "{}}",
                "//",
                "/**/1",
                "\u00a01",
                "\ufeff1",
                "1\0"
            })
    void anythingElseIsNot(String text) {
        assertThat(scannerAccepts(text)).isFalse();
        assertThat(jacksonAccepts(text)).isFalse();
    }

    @Test
    void anyDamageIsJudgedAsJacksonJudgesIt() {
        String pool = "{}[]\",:\\/0123456789.eE+-truefalsn \t\n\u0000é'";
        Random random = new Random(20_261_122);
        int accepted = 0;
        for (int round = 0; round < 60_000; round++) {
            StringBuilder text = new StringBuilder(SEEDS.get(random.nextInt(SEEDS.size())));
            for (int i = 0; i <= random.nextInt(3) && !text.isEmpty(); i++) {
                int at = random.nextInt(text.length());
                char c = pool.charAt(random.nextInt(pool.length()));
                switch (random.nextInt(4)) {
                    case 0 -> text.deleteCharAt(at);
                    case 1 -> text.insert(at, c);
                    case 2 -> text.setCharAt(at, c);
                    default -> text.setLength(at + 1);
                }
            }
            boolean verdict = scannerAccepts(text.toString());
            assertThat(verdict).as("«%s»", text).isEqualTo(jacksonAccepts(text.toString()));
            accepted += verdict ? 1 : 0;
        }
        // Both verdicts have been on trial.
        assertThat(accepted).isBetween(1_000, 59_000);
    }

    @Test
    void whatEndsAStringIsFoundAtEveryPosition() {
        for (String special : List.of("\\n", "\\u00e9", "\n", "\u0000", "\u001f", "\"", "\\")) {
            for (String filler :
                    List.of("x", " ", "!", "#", "\u007f", "\u00e9", "\u0122", "\u205c", "😀")) {
                for (int before = 0; before < 20; before++) {
                    for (int after : new int[] {0, 1, 7, 8, 9}) {
                        String text =
                                '"' + filler.repeat(before) + special + filler.repeat(after) + '"';
                        assertThat(scannerAccepts(text))
                                .as("«%s»", text)
                                .isEqualTo(jacksonAccepts(text));
                    }
                }
            }
        }
    }

    private static boolean scannerAccepts(String text) {
        JsonScanner scanner = new JsonScanner(text, 64, 1);
        try {
            int end = scanner.skipValue(scanner.skipSpace(0), 0);
            return scanner.skipSpace(end) == text.length();
        } catch (MalformedPacket _) {
            return false;
        }
    }

    private static boolean jacksonAccepts(String text) {
        try (JsonParser parser = JACKSON.createParser(ObjectReadContext.empty(), text)) {
            if (parser.nextToken() == null) {
                return false;
            }
            parser.skipChildren();
            parser.finishToken();
            return parser.nextToken() == null;
        } catch (JacksonException _) {
            return false;
        }
    }
}
