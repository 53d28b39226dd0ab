package heliograph.state;

import java.util.List;

/** What a script rings a node with. */
public sealed interface Publication {
    /** The sessions of that node it is for. Those that are gone are skipped. */
    List<SessionId> sessions();

    /**
     * An event with its encoded data.
     *
     * @param event the wire name
     * @param data the JSON of its one argument; nobody parses it again on the way out
     */
    record Said(String event, String data) {}

    /** An event for these sessions. */
    record Event(List<SessionId> sessions, Said said) implements Publication {}

    /** A user's seat was freed: left, lost for too long, or its node died. */
    record UserLeft(List<SessionId> sessions, RoomId room, UserId user) implements Publication {}

    /** The sessions lost their seat to a newer session of the same user. */
    record Replaced(List<SessionId> sessions, RoomId room) implements Publication {}

    /** The room was deleted. */
    record RoomClosed(List<SessionId> sessions, RoomId room) implements Publication {}
}
