package heliograph.operation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.joran.spi.JoranException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.slf4j.event.KeyValuePair;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code logback.xml} makes of LOG_FORMAT and LOG_LEVEL. */
class LogTest {
    @Test
    void textIsOneLineWithTheKeysAndValues() throws JoranException {
        String line = line(configured(Map.of("LOG_FORMAT", "text")), "text", "offer relayed");

        assertThat(line)
                .matches(
                        "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\S+ INFO  Switchboard -"
                                + " offer relayed from=\"alice\" to=\"bob\"\\R");
    }

    @Test
    void aLineEndInAMessageMakesNoLineOfItsOwn() throws JoranException {
        String line =
                line(configured(Map.of()), "text", "odd\r\n2026-01-01T00:00:00.000Z ERROR forged");

        assertThat(line.strip().lines()).hasSize(1);
    }

    @Test
    void jsonIsOneObjectALineWithTheKeysAndValues() throws JoranException {
        String line = line(configured(Map.of("LOG_FORMAT", "json")), "json", "offer relayed");

        assertThat(line.lines()).hasSize(1);
        JsonNode json = new JsonMapper().readTree(line);
        assertThat(json.path("level").asString()).isEqualTo("INFO");
        assertThat(json.path("loggerName").asString()).isEqualTo("heliograph.Switchboard");
        assertThat(json.path("formattedMessage").asString()).isEqualTo("offer relayed");
        assertThat(json.path("kvpList").toString())
                .isEqualTo("[{\"from\":\"alice\"},{\"to\":\"bob\"}]");
    }

    @Test
    void theLevelIsInfoUnlessItIsSet() throws JoranException {
        assertThat(root(configured(Map.of())).getLevel()).isEqualTo(Level.INFO);
        assertThat(root(configured(Map.of("LOG_LEVEL", "DEBUG"))).getLevel())
                .isEqualTo(Level.DEBUG);
    }

    private static LoggerContext configured(Map<String, String> variables) throws JoranException {
        LoggerContext context = new LoggerContext();
        context.setMDCAdapter(new LogbackMDCAdapter());
        variables.forEach(context::putProperty);
        JoranConfigurator configurator = new JoranConfigurator();
        configurator.setContext(context);
        configurator.doConfigure(LogTest.class.getResource("/logback.xml"));
        return context;
    }

    private static Logger root(LoggerContext context) {
        return context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    }

    private static String line(LoggerContext context, String appender, String message) {
        LoggingEvent event =
                new LoggingEvent(
                        "",
                        context.getLogger("heliograph.Switchboard"),
                        Level.INFO,
                        message,
                        null,
                        null);
        event.setKeyValuePairs(
                List.of(new KeyValuePair("from", "alice"), new KeyValuePair("to", "bob")));
        assertThat(root(context).getAppender(appender)).isInstanceOf(ConsoleAppender.class);
        ConsoleAppender<ILoggingEvent> console =
                (ConsoleAppender<ILoggingEvent>) root(context).getAppender(appender);
        return new String(console.getEncoder().encode(event), UTF_8);
    }
}
