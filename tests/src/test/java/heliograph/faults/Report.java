package heliograph.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import heliograph.faults.Ledger.Balance;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.TimeUnit;
import tools.jackson.databind.json.JsonMapper;

/** What became of each fault, a line of JSON each, in {@code target/faults.jsonl}. */
final class Report {
    private static final Path FILE = Path.of("target", "faults.jsonl");
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private Report() {}

    /**
     * A fault and its result. Times are milliseconds; -1 where there is nothing to measure.
     *
     * @param outage from the fault to its end
     * @param silenceP50 the longest that a line of talk was silent, of lines that the fault cut; of
     *     all where it cut none
     * @param silenceP99 the same
     * @param backAfterP50 from the end of the fault to the first message on each line of talk
     * @param backAfterP99 the same
     * @param resumedP50 from the loss of a connection that was resumed, beyond the client's waiting
     * @param resumedP99 the same
     * @param slowestAnswer to anything that anybody asked at any time
     */
    record Row(
            String fault,
            int clients,
            int accepted,
            int lost,
            int doubled,
            int reordered,
            int resumed,
            int told,
            long outage,
            long silenceP50,
            long silenceP99,
            long backAfterP50,
            long backAfterP99,
            long resumedP50,
            long resumedP99,
            long slowestAnswer) {}

    /**
     * Writes down what became of a fault.
     *
     * @param from when it began, of {@link System#nanoTime()}
     * @param to when it ended; the same for one that takes no time
     */
    static Row of(String fault, Traffic traffic, Balance balance, long from, long to) {
        List<Long> silences = traffic.silencesSince(from);
        List<Long> back = traffic.ledger().firstHeardAfter(to);
        Row row =
                new Row(
                        fault,
                        traffic.callers(),
                        balance.accepted(),
                        balance.lost(),
                        balance.doubled(),
                        balance.reordered(),
                        traffic.resumed(),
                        traffic.told(),
                        TimeUnit.NANOSECONDS.toMillis(to - from),
                        percentile(silences, 50),
                        percentile(silences, 99),
                        percentile(back, 50),
                        percentile(back, 99),
                        percentile(traffic.recoveries(), 50),
                        percentile(traffic.recoveries(), 99),
                        traffic.slowestAnswer().toMillis());
        try {
            Files.createDirectories(FILE.getParent());
            Files.writeString(
                    FILE,
                    JSON.writeValueAsString(row) + "\n",
                    UTF_8,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return row;
    }

    /** Who heard nothing is left out. */
    private static long percentile(List<Long> nanos, int percent) {
        List<Long> heard = nanos.stream().filter(after -> after >= 0).sorted().toList();
        if (heard.isEmpty()) {
            return -1;
        }
        int index = Math.min(heard.size() - 1, heard.size() * percent / 100);
        return TimeUnit.NANOSECONDS.toMillis(heard.get(index));
    }
}
