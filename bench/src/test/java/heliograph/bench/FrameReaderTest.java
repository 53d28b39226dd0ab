package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameReaderTest {
    private final FrameReader reader = new FrameReader();
    private final List<String> heard = new ArrayList<>();

    private ByteBuffer read(String hex) {
        ByteBuffer in = ByteBuffer.wrap(HexFormat.of().parseHex(hex));
        reader.read(in, (opcode, payload) -> heard.add(opcode + ":" + new String(payload, UTF_8)));
        return in;
    }

    @Test
    void readsTheHelloOfTheRfc() {
        read("810548656c6c6f");

        assertThat(heard).containsExactly("1:Hello");
    }

    @Test
    void readsAFragmentedHelloWithAPingInside() {
        read("010348656c" + "8900" + "80026c6f");

        assertThat(heard).containsExactly("9:", "1:Hello");
    }

    @Test
    void readsSeveralFramesAndLeavesWhatHasNotArrived() {
        ByteBuffer in = read("810161" + "810162" + "8105484c");

        assertThat(heard).containsExactly("1:a", "1:b");
        assertThat(in.remaining()).isEqualTo(4);
    }

    @Test
    void readsTheLongerLengths() {
        read("817e0100" + "61".repeat(256) + "827f0000000000010000" + "62".repeat(65_536));

        assertThat(heard).containsExactly("1:" + "a".repeat(256), "2:" + "b".repeat(65_536));
    }

    @Test
    void waitsForEveryByteOfAHeader() {
        for (String part : List.of("", "81", "817e", "817e01", "817f00000000000000")) {
            assertThat(read(part).remaining()).isEqualTo(part.length() / 2);
        }
        assertThat(heard).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "818100000000ff,a server must not mask",
        "c10161,a reserved bit is set without an extension",
        "830161,opcode 3",
        "800161,a continuation of nothing",
        "0900,a control frame is fragmented or too long",
        "817f7fffffffffffffff,a frame of 9223372036854775807 bytes",
        "817fffffffffffffffff,a frame of -1 bytes",
        "010161" + "010162,a new message inside a fragmented one"
    })
    void refusesWhatAServerMustNotSend(String hex, String why) {
        assertThatExceptionOfType(FrameReader.BadFrame.class)
                .isThrownBy(() -> read(hex))
                .withMessage(why);
    }

    @Test
    void refusesAControlFrameThatIsTooLong() {
        assertThatExceptionOfType(FrameReader.BadFrame.class)
                .isThrownBy(() -> read("897e0080" + "00".repeat(128)))
                .withMessage("a control frame is fragmented or too long");
    }
}
