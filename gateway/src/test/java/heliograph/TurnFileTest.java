package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.ice.IceSettings;
import heliograph.ice.IceSettings.TurnCredentials;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TurnFileTest {
    private static final IceSettings FIRST =
            new IceSettings(List.of("turn:one.example"), new TurnCredentials.Fixed("u", "old"));
    private static final IceSettings SECOND =
            new IceSettings(List.of("turn:one.example"), new TurnCredentials.Fixed("u", "new"));

    @TempDir private Path directory;
    private Instant changed = Instant.parse("2026-01-01T00:00:00Z");

    @Test
    void aChangedFileIsReadAgain() throws IOException {
        Path file = write("TURN_URL=turn:one.example\nTURN_USERNAME=u\nTURN_PASSWORD=old\n");
        Supplier<IceSettings> settings =
                GatewayConfig.iceSettings(Map.of("TURN_CONFIG_FILE", file.toString()));
        assertThat(settings.get()).isEqualTo(FIRST);

        write("TURN_URL=turn:one.example\nTURN_USERNAME=u\nTURN_PASSWORD=new\n");

        assertThat(settings.get()).isEqualTo(SECOND);
    }

    @Test
    void aFileThatHasBecomeWrongLeavesTheSettingsAsTheyWere() throws IOException {
        Path file = write("TURN_URL=turn:one.example\nTURN_USERNAME=u\nTURN_PASSWORD=old\n");
        Supplier<IceSettings> settings =
                GatewayConfig.iceSettings(Map.of("TURN_CONFIG_FILE", file.toString()));

        write("TURN_URL=turn:one.example\n");
        assertThat(settings.get()).isEqualTo(FIRST);

        Files.delete(file);
        assertThat(settings.get()).isEqualTo(FIRST);

        write("TURN_URL=turn:one.example\nTURN_USERNAME=u\nTURN_PASSWORD=new\n");
        assertThat(settings.get()).isEqualTo(SECOND);
    }

    @Test
    void withoutAFileTheEnvironmentHolds() {
        assertThat(
                        GatewayConfig.iceSettings(
                                        Map.of(
                                                "TURN_URL", "turn:one.example",
                                                "TURN_USERNAME", "u",
                                                "TURN_PASSWORD", "old"))
                                .get())
                .isEqualTo(FIRST);
    }

    private Path write(String text) throws IOException {
        Path file = Files.writeString(directory.resolve("turn.env"), text);
        // Two writes may fall into one tick of the file system's clock.
        changed = changed.plusSeconds(1);
        return Files.setLastModifiedTime(file, FileTime.from(changed));
    }
}
