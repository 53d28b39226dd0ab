package heliograph.state.redis;

import heliograph.state.Entry;
import heliograph.state.Participant;
import heliograph.state.RoomId;
import heliograph.state.UserId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Reads the entries that scripts put into inboxes ({@code redis/scripts/lib/inbox.lua}): lines, of
 * which the first is the kind and only the last may hold anything.
 */
final class EntryText {
    private static final int PARTS_OF_A_PARTICIPANT = 3;

    private EntryText() {}

    /**
     * The entry that {@code text} holds from {@code from} to its end.
     *
     * @throws IllegalArgumentException if it is none of ours
     */
    static Entry parse(String text, int from) {
        int body = from + 2;
        if (text.length() < body || text.charAt(from + 1) != '\n') {
            throw new IllegalArgumentException("an entry of an unknown form");
        }
        return switch (text.charAt(from)) {
            case 'e' -> {
                int name = lineEnd(text, body);
                yield new Entry.Said(text.substring(body, name), text.substring(name + 1));
            }
            case 'l' -> {
                int room = lineEnd(text, body);
                yield new Entry.UserLeft(
                        new RoomId(text.substring(body, room)),
                        new UserId(text.substring(room + 1)));
            }
            case 'c' -> new Entry.RoomClosed(new RoomId(text.substring(body)));
            case 'j' -> joined(text.substring(body).split("\n", -1));
            case 'b' -> returned(text.substring(body).split("\n", PARTS_OF_A_PARTICIPANT + 2));
            default -> throw new IllegalArgumentException("an entry of an unknown kind");
        };
    }

    private static int lineEnd(String text, int from) {
        int end = text.indexOf('\n', from);
        if (end < 0) {
            throw new IllegalArgumentException("an entry with too few lines");
        }
        return end;
    }

    private static Entry joined(String[] lines) {
        if (lines.length < 2 || (lines.length - 2) % PARTS_OF_A_PARTICIPANT != 0) {
            throw new IllegalArgumentException("a list of participants that is cut off");
        }
        List<Participant> others = new ArrayList<>();
        for (int i = 2; i < lines.length; i += PARTS_OF_A_PARTICIPANT) {
            others.add(SeatText.participant(lines[i], lines[i + 1], lines[i + 2]));
        }
        others.sort(Comparator.comparingLong(Participant::order));
        return new Entry.Joined(
                new RoomId(lines[0]), Long.parseLong(lines[1]), List.copyOf(others));
    }

    private static Entry returned(String[] lines) {
        if (lines.length != PARTS_OF_A_PARTICIPANT + 2) {
            throw new IllegalArgumentException("a return with too few lines");
        }
        return new Entry.UserReturned(
                new RoomId(lines[0]),
                SeatText.participant(lines[2], lines[3], lines[4]),
                lines[1].equals("1"));
    }
}
