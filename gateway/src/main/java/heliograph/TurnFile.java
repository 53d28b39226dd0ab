package heliograph;

import static heliograph.Setting.TURN_CONFIG_FILE;
import static heliograph.Setting.TURN_PASSWORD;
import static heliograph.Setting.TURN_SECRET;
import static heliograph.Setting.TURN_TTL;
import static heliograph.Setting.TURN_URL;
import static heliograph.Setting.TURN_USERNAME;

import heliograph.ice.IceSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * TURN settings that can change while the gateway runs: the environment's, with those of
 * TURN_CONFIG_FILE before them. Every {@link #get} looks at the file's time of change and reads it
 * again where that is another one. A file that has become unreadable or wrong is logged once and
 * leaves the settings as they were.
 */
final class TurnFile implements Supplier<IceSettings> {
    private static final Logger LOG = LoggerFactory.getLogger(TurnFile.class);
    private static final Set<String> NAMES =
            Set.of(
                    TURN_URL.name(),
                    TURN_USERNAME.name(),
                    TURN_PASSWORD.name(),
                    TURN_SECRET.name(),
                    TURN_TTL.name());

    private final Map<String, String> environment;
    private final Optional<Path> file;
    private Optional<FileTime> readAt = Optional.empty();
    private IceSettings settings = IceSettings.STUN_ONLY;

    TurnFile(Map<String, String> environment) {
        this.environment = Map.copyOf(environment);
        SettingReader reader = new SettingReader(environment);
        this.file = path(reader);
        this.readAt = changedAt();
        this.settings = read(reader);
        if (reader.problems().findAny().isPresent()) {
            throw new InvalidConfiguration(reader.problems().toList());
        }
    }

    @Override
    public synchronized IceSettings get() {
        Optional<FileTime> changedAt = changedAt();
        if (!changedAt.equals(readAt)) {
            readAt = changedAt;
            SettingReader reader = new SettingReader(environment);
            IceSettings read = read(reader);
            List<InvalidConfiguration.Problem> problems = reader.problems().toList();
            if (problems.isEmpty()) {
                settings = read;
                LOG.atInfo()
                        .addKeyValue("servers", read.turnUrls().size())
                        .log("TURN settings read again");
            } else {
                problems.forEach(problem ->
                        LOG.atWarn()
                                .addKeyValue("problem", problem)
                                .log("TURN settings left as they were"));
            }
        }
        return settings;
    }

    /** The settings as they are now; what is wrong is left with the reader. */
    static IceSettings read(SettingReader reader) {
        Optional<Path> file = path(reader);
        if (file.isEmpty()) {
            return TurnReader.read(reader);
        }
        Map<String, String> merged = new HashMap<>();
        for (String name : NAMES) {
            reader.text(Setting.valueOf(name)).ifPresent(value -> merged.put(name, value));
        }
        try {
            for (String line : Files.readAllLines(file.get())) {
                readLine(line, merged, reader);
            }
        } catch (IOException e) {
            reader.wrong(TURN_CONFIG_FILE, "the path of a readable file of text");
        }
        SettingReader inFile = new SettingReader(merged, " (in TURN_CONFIG_FILE)");
        IceSettings settings = TurnReader.read(inFile);
        reader.addProblemsOf(inFile);
        return settings;
    }

    private static void readLine(String line, Map<String, String> into, SettingReader reader) {
        String text = line.strip();
        if (text.isEmpty() || text.startsWith("#")) {
            return;
        }
        int equals = text.indexOf('=');
        String name = equals < 0 ? text : text.substring(0, equals).strip();
        if (equals < 0 || !NAMES.contains(name)) {
            // The line is not shown: it may be a secret that somebody wrapped.
            reader.wrong(
                    TURN_CONFIG_FILE,
                    "a line that sets none of them",
                    "lines that set " + String.join(", ", NAMES.stream().sorted().toList()));
            return;
        }
        String value = text.substring(equals + 1).strip();
        boolean quoted =
                value.length() > 1
                        && (value.startsWith("\"") || value.startsWith("'"))
                        && value.charAt(0) == value.charAt(value.length() - 1);
        into.put(name, quoted ? value.substring(1, value.length() - 1) : value);
    }

    private static Optional<Path> path(SettingReader reader) {
        try {
            return reader.text(TURN_CONFIG_FILE).map(Path::of);
        } catch (InvalidPathException e) {
            reader.wrong(TURN_CONFIG_FILE, "the path of a readable file of text");
            return Optional.empty();
        }
    }

    private Optional<FileTime> changedAt() {
        return file.flatMap(path -> {
            try {
                return Optional.of(Files.getLastModifiedTime(path));
            } catch (IOException e) {
                return Optional.empty();
            }
        });
    }
}
