package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FramesTest {
    @Test
    void writesTheMaskedHelloOfTheRfc() {
        ByteBuffer frame = Frames.text("Hello", 0x37fa213d);

        byte[] bytes = new byte[frame.remaining()];
        frame.get(bytes);
        assertThat(HexFormat.of().formatHex(bytes)).isEqualTo("818537fa213d7f9f4d5158");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 3, 7, 8, 9, 125, 126, 127, 2_503, 65_535, 65_536})
    void aServerThatUnmasksByteByByteReadsWhatWasSaid(int length) {
        String said = "abcdefghijk".repeat(6_000).substring(0, length);

        ByteBuffer frame = Frames.text(said, 0xC0FFEE01);

        assertThat(frame.get()).isEqualTo((byte) 0x81);
        int seven = frame.get() & 0xFF;
        long announced =
                switch (seven - 0x80) {
                    case 126 -> frame.getShort() & 0xFFFF;
                    case 127 -> frame.getLong();
                    default -> seven - 0x80;
                };
        assertThat(announced).isEqualTo(length);
        byte[] key = new byte[4];
        frame.get(key);
        byte[] payload = new byte[frame.remaining()];
        frame.get(payload);
        for (int i = 0; i < payload.length; i++) {
            payload[i] ^= key[i % 4];
        }
        assertThat(new String(payload, UTF_8)).isEqualTo(said);
    }

    @Test
    void aCloseFrameCarriesItsCode() {
        ByteBuffer frame = Frames.close(1000, 0);

        assertThat(frame.get()).isEqualTo((byte) 0x88);
        assertThat(frame.get()).isEqualTo((byte) 0x82);
        assertThat(frame.getInt()).isZero();
        assertThat(frame.getShort()).isEqualTo((short) 1000);
    }
}
