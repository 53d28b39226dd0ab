package heliograph;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code .env.example} says what the catalogue says, no more, no less, in the same order. */
class EnvExampleTest {
    private static final Path EXAMPLE = Path.of("..", ".env.example");

    /** A variable with the comment right above it. */
    private record Entry(String comment, String line) {}

    @Test
    void listsEveryVariableWithItsDefaultAndItsDocumentationAndNothingElse() throws IOException {
        List<Entry> documented = new ArrayList<>();
        String comment = "";
        for (String line : Files.readAllLines(EXAMPLE)) {
            if (line.startsWith("#")) {
                comment = line;
            } else if (!line.isBlank()) {
                documented.add(new Entry(comment, line));
                comment = "";
            }
        }

        assertThat(documented)
                .containsExactlyElementsOf(
                        Arrays.stream(Setting.values())
                                .map(setting ->
                                        new Entry(
                                                "# " + setting.doc(),
                                                setting.name() + "=" + setting.defaultValue()))
                                .toList());
    }

    @Test
    void everyDocumentationIsOneLine() {
        assertThat(Setting.values())
                .allSatisfy(setting ->
                        assertThat(setting.doc()).isNotBlank().doesNotContain("\n").endsWith("."));
    }

    @Test
    void aCopyOfTheFileIsTheSameAsNoSettingsAtAll() throws IOException {
        var environment =
                Files.readAllLines(EXAMPLE).stream()
                        .filter(line -> !line.startsWith("#") && !line.isBlank())
                        .map(line -> line.split("=", 2))
                        .collect(Collectors.toMap(v -> v[0], v -> v[1]));

        assertThat(GatewayConfig.from(environment).toString())
                .isEqualTo(GatewayConfig.from(Map.of()).toString());
    }
}
