package heliograph.state.redis;

import heliograph.state.Media;
import heliograph.state.Participant;
import heliograph.state.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Reads the seats that scripts write ({@code redis/scripts/lib/seat.lua}). */
final class SeatText {
    private SeatText() {}

    /** From the flat list of user, seat and profile; in order of joining. */
    static List<Participant> participants(List<Object> flat) {
        List<Participant> all = new ArrayList<>();
        for (int i = 0; i < flat.size(); i += 3) {
            all.add(
                    participant(
                            Answers.text(flat, i),
                            Answers.text(flat, i + 1),
                            Answers.text(flat, i + 2)));
        }
        all.sort(Comparator.comparingLong(Participant::order));
        return List.copyOf(all);
    }

    static Participant participant(String user, String seat, String profile) {
        String[] parts = seat.split("\t", -1);
        String media = parts[4];
        return new Participant(
                new UserId(user),
                profile,
                new Media(media.charAt(0) == '1', media.charAt(1) == '1', media.charAt(2) == '1'),
                Long.parseLong(parts[3]),
                Long.parseLong(parts[2]),
                parts[5].equals("0"));
    }
}
