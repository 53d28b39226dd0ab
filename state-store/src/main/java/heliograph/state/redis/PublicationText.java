package heliograph.state.redis;

import heliograph.state.Offset;
import heliograph.state.Publication;
import heliograph.state.Publication.Address;
import heliograph.state.RoomId;
import heliograph.state.SessionId;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads what scripts publish ({@code redis/scripts/lib/inbox.lua}): a kind and its parts, a line
 * each, and of news the entry as it stands in the inbox.
 */
final class PublicationText {
    private PublicationText() {}

    /**
     * One publication.
     *
     * @throws IllegalArgumentException if it is none of ours
     */
    static Publication parse(String text) {
        if (text.length() < 2 || text.charAt(1) != '\n') {
            throw new IllegalArgumentException("a publication of an unknown form");
        }
        return switch (text.charAt(0)) {
            case 'n' -> {
                int end = lineEnd(text);
                yield new Publication.News(addresses(text, end), EntryText.parse(text, end + 1));
            }
            case 'r' -> {
                int end = lineEnd(text);
                yield new Publication.Replaced(
                        SessionId.parse(text.substring(2, end)),
                        new RoomId(text.substring(end + 1)));
            }
            case 'f' -> new Publication.Fenced(SessionId.parse(text.substring(2)));
            default -> throw new IllegalArgumentException("a publication of an unknown kind");
        };
    }

    /** Of the second line. */
    private static int lineEnd(String text) {
        int end = text.indexOf('\n', 2);
        if (end < 0) {
            throw new IllegalArgumentException("a publication with too few lines");
        }
        return end;
    }

    /** Between tabs; the offset behind the last space, because a session may hold some. */
    private static List<Address> addresses(String text, int end) {
        List<Address> addresses = new ArrayList<>(1);
        int start = 2;
        while (start <= end) {
            int tab = text.indexOf('\t', start);
            int stop = tab < 0 || tab > end ? end : tab;
            int space = text.lastIndexOf(' ', stop - 1);
            if (space < start) {
                throw new IllegalArgumentException("an address without an offset");
            }
            addresses.add(
                    new Address(
                            SessionId.parse(text.substring(start, space)),
                            Offset.parse(text.substring(space + 1, stop))));
            start = stop + 1;
        }
        return List.copyOf(addresses);
    }
}
