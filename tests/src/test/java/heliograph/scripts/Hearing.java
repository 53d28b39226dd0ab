package heliograph.scripts;

import heliograph.state.Entry;
import heliograph.state.Entry.Said;
import heliograph.state.Inboxes.Numbered;
import heliograph.state.Participant;
import heliograph.state.Publication;
import heliograph.state.RoomId;
import heliograph.state.SessionId;
import heliograph.state.UserId;
import java.util.List;
import java.util.Optional;

/**
 * What is published to a node for one of its sessions, in words: name and data, or what happened.
 */
final class Hearing {
    private final Node node;
    private final SessionId session;
    private int heardBefore;

    Hearing(Node node, SessionId session) {
        this.node = node;
        this.session = session;
    }

    /** What came since it was asked last. */
    List<String> news() {
        List<Publication> all = node.heard();
        List<String> news =
                all.subList(heardBefore, all.size()).stream()
                        .flatMap(publication -> toSelf(publication).stream())
                        .toList();
        heardBefore = all.size();
        return news;
    }

    /** What came until now is nothing to it. */
    void skip() {
        heardBefore = node.heard().size();
    }

    private Optional<String> toSelf(Publication publication) {
        return switch (publication) {
            case Publication.News(var to, Entry entry) ->
                    to.stream().anyMatch(address -> address.session().equals(session))
                            ? Optional.of(words(entry))
                            : Optional.empty();
            case Publication.Replaced(SessionId who, _) ->
                    who.equals(session) ? Optional.of("replaced") : Optional.empty();
            case Publication.Fenced(SessionId who) ->
                    who.equals(session) ? Optional.of("fenced") : Optional.empty();
        };
    }

    static List<String> words(List<Numbered> entries) {
        return entries.stream().map(entry -> words(entry.entry())).toList();
    }

    private static String words(Entry entry) {
        return switch (entry) {
            case Said(String event, String data) -> event + " " + data;
            case Entry.UserLeft(_, UserId user) -> "userLeft " + user;
            case Entry.RoomClosed _ -> "roomClosed";
            case Entry.Joined(RoomId room, _, List<Participant> others) ->
                    "joined " + room + " " + others.stream().map(Participant::user).toList();
            case Entry.UserReturned(_, Participant who, boolean polite) ->
                    "userReturned " + who.user() + (polite ? " polite" : "");
        };
    }
}
