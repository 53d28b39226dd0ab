package heliograph.state.redis;

import heliograph.state.Candidates;
import heliograph.state.LinkStatistics;
import heliograph.state.LinkStatistics.Change;
import heliograph.state.SignalingState;
import heliograph.state.Windows;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The fields of a hash, read as what they mean. */
final class LinkFields {
    private final Map<String, String> fields = new HashMap<>();

    private LinkFields() {}

    /** From the flat list of names and values that starts at {@code from}. */
    static LinkFields of(List<Object> answer, int from) {
        LinkFields read = new LinkFields();
        for (int i = from; i + 1 < answer.size(); i += 2) {
            read.fields.put(Answers.text(answer, i), Answers.text(answer, i + 1));
        }
        return read;
    }

    @Nullable String text(String field) {
        return fields.get(field);
    }

    long number(String field) {
        return Long.parseLong(fields.getOrDefault(field, "0"));
    }

    private @Nullable Long time(String field) {
        String text = fields.get(field);
        return text == null ? null : Long.valueOf(text);
    }

    /**
     * The answer of {@code link_statistics.lua}: the clock, the counts of the buffer, the fields.
     */
    LinkStatistics statistics(List<Object> answer, Windows windows) {
        long now = Answers.number(answer, 0);
        Long changedAt = time("changedAt");
        return new LinkStatistics(
                SignalingState.valueOf(fields.getOrDefault("state", "IDLE")),
                number("offersSent"),
                number("offersReceived"),
                number("answersSent"),
                number("answersReceived"),
                (int) number("failures"),
                (int) number("restarts"),
                time("restartAt"),
                RedisLinks.connection(text("connectionState")),
                RedisLinks.ice(text("iceConnectionState")),
                RedisLinks.gathering(text("iceGatheringState")),
                changedAt,
                changedAt != null && now - changedAt >= windows.stale().toMillis(),
                history(),
                new Candidates.Statistics(
                        (int) Answers.number(answer, 1), (int) Answers.number(answer, 2)));
    }

    private List<Change> history() {
        List<Change> changes = new ArrayList<>();
        for (String change : fields.getOrDefault("history", "").split(";", -1)) {
            if (!change.isEmpty()) {
                String[] parts = change.split(",", -1);
                changes.add(new Change(Long.parseLong(parts[0]), parts[1], parts[2]));
            }
        }
        return List.copyOf(changes);
    }
}
