package heliograph.state.redis;

import heliograph.state.Exchange.Cause;
import heliograph.state.Exchange.Note;
import heliograph.state.Exchange.Request;
import heliograph.state.NodeId;
import java.util.Locale;

/** Reads what scripts tell nodes about long polling ({@code redis/scripts/lib/polling.lua}). */
final class NoteText {
    private NoteText() {}

    /**
     * One note: its kind and its parts, a line each; the last may hold anything.
     *
     * @throws IllegalArgumentException if it is none of ours
     */
    static Note parse(String text) {
        if (text.length() < 2 || text.charAt(1) != '\n') {
            throw new IllegalArgumentException("a note of an unknown form");
        }
        String rest = text.substring(2);
        return switch (text.charAt(0)) {
            case 'w' -> new Note.Wake(rest);
            case 't' -> {
                String[] parts = parts(rest, 2);
                yield new Note.Taken(parts[0], parts[1].equals("1"));
            }
            case 'b' -> {
                String[] parts = parts(rest, 4);
                yield new Note.Posted(
                        parts[0], new Request(parts[1], new NodeId(parts[2])), parts[3]);
            }
            case 'x' -> {
                String[] parts = parts(rest, 2);
                yield new Note.Ended(parts[0], Cause.valueOf(parts[1].toUpperCase(Locale.ROOT)));
            }
            case 'p' -> {
                String[] parts = parts(rest, 2);
                yield new Note.Paused(parts[0], parts[1]);
            }
            case 'r' -> new Note.Resumed(rest);
            case 'm' -> {
                String[] parts = parts(rest, 2);
                yield new Note.Asked(parts[0], new NodeId(parts[1]));
            }
            case 'h' -> new Note.Offered(rest);
            case 'k' -> new Note.Arrived(rest);
            default -> throw new IllegalArgumentException("a note of an unknown kind");
        };
    }

    private static String[] parts(String text, int count) {
        String[] parts = text.split("\n", count);
        if (parts.length != count) {
            throw new IllegalArgumentException("a note with too few lines");
        }
        return parts;
    }
}
