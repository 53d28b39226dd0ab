package heliograph.state.redis;

import heliograph.state.Publication;
import heliograph.state.Publication.Said;
import heliograph.state.RoomId;
import heliograph.state.SessionId;
import heliograph.state.UserId;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what scripts publish ({@code redis/scripts/lib/seat.lua}): lines, of which only the last
 * may hold anything.
 */
final class PublicationText {
    private PublicationText() {}

    /**
     * One publication.
     *
     * @throws IllegalArgumentException if it is none of ours
     */
    static Publication parse(String text) {
        try {
            return read(text);
        } catch (IndexOutOfBoundsException e) {
            throw new IllegalArgumentException("a publication with too few lines", e);
        }
    }

    private static Publication read(String text) {
        int kindEnd = text.indexOf('\n');
        int sessionsEnd = text.indexOf('\n', kindEnd + 1);
        if (kindEnd != 1 || sessionsEnd < 0) {
            throw new IllegalArgumentException("a publication of an unknown form");
        }
        List<SessionId> sessions = sessions(text, kindEnd + 1, sessionsEnd);
        int rest = sessionsEnd + 1;
        return switch (text.charAt(0)) {
            case 'e' -> {
                int nameEnd = text.indexOf('\n', rest);
                yield new Publication.Event(
                        sessions,
                        new Said(text.substring(rest, nameEnd), text.substring(nameEnd + 1)));
            }
            case 'l' -> {
                int roomEnd = text.indexOf('\n', rest);
                yield new Publication.UserLeft(
                        sessions,
                        new RoomId(text.substring(rest, roomEnd)),
                        new UserId(text.substring(roomEnd + 1)));
            }
            case 'r' -> new Publication.Replaced(sessions, new RoomId(text.substring(rest)));
            case 'c' -> new Publication.RoomClosed(sessions, new RoomId(text.substring(rest)));
            default -> throw new IllegalArgumentException("a publication of an unknown kind");
        };
    }

    private static List<SessionId> sessions(String text, int from, int end) {
        List<SessionId> sessions = new ArrayList<>(1);
        int start = from;
        for (int tab = text.indexOf('\t', start);
                tab >= 0 && tab < end;
                tab = text.indexOf('\t', start)) {
            sessions.add(new SessionId(text.substring(start, tab)));
            start = tab + 1;
        }
        sessions.add(new SessionId(text.substring(start, end)));
        return List.copyOf(sessions);
    }
}
