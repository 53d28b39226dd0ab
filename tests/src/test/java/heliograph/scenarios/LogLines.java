package heliograph.scenarios;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;
import org.slf4j.event.KeyValuePair;

/** What is logged while this is open, as the events behind the lines. */
final class LogLines implements AutoCloseable {
    private final Logger logger;
    private final @Nullable Level before;
    private final Queue<ILoggingEvent> lines = new ConcurrentLinkedQueue<>();
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent line) {
                    lines.add(line);
                }
            };

    /** A line: how loud, what for people, what for machines. */
    record Line(Level level, String message, Map<String, @Nullable Object> fields) {}

    private LogLines(Logger logger) {
        this.logger = logger;
        this.before = logger.getLevel();
        appender.setContext(logger.getLoggerContext());
        appender.start();
        logger.addAppender(appender);
    }

    /** Listens to this logger and those below it, at the level they have. */
    static LogLines of(String logger) {
        return new LogLines((Logger) LoggerFactory.getLogger(logger));
    }

    /** Listens to this logger and those below it, which from now on log this level too. */
    static LogLines of(String logger, Level level) {
        LogLines lines = of(logger);
        lines.logger.setLevel(level);
        return lines;
    }

    /** Every line so far. */
    List<Line> all() {
        return lines.stream().map(LogLines::line).toList();
    }

    /** The lines so far whose field {@code event} is this. */
    List<Line> events(String event) {
        return lines.stream()
                .map(LogLines::line)
                .filter(line -> event.equals(line.fields().get("event")))
                .toList();
    }

    private static Line line(ILoggingEvent event) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        List<KeyValuePair> pairs = event.getKeyValuePairs();
        if (pairs != null) {
            pairs.forEach(pair -> fields.put(pair.key, pair.value));
        }
        return new Line(event.getLevel(), event.getFormattedMessage(), fields);
    }

    @Override
    public void close() {
        logger.setLevel(before);
        logger.detachAppender(appender);
        appender.stop();
    }
}
