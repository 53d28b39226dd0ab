package heliograph.state;

import java.util.List;

/** What a session is to hear, as its inbox keeps it. */
public sealed interface Entry {
    /**
     * An event with its encoded data.
     *
     * @param event the wire name
     * @param data the JSON of its one argument; nobody parses it again on the way out
     */
    record Said(String event, String data) implements Entry {}

    /** A user's seat was freed: left, or lost for too long. */
    record UserLeft(RoomId room, UserId user) implements Entry {}

    /**
     * The session has taken a seat.
     *
     * @param room where
     * @param order the own number of joining
     * @param others everyone else at that moment, in order of joining
     */
    record Joined(RoomId room, long order, List<Participant> others) implements Entry {}

    /**
     * A user of whom {@link UserLeft} was said has come back to the same seat.
     *
     * @param room where
     * @param who as of the return
     * @param polite whether who hears this is the polite side towards them
     */
    record UserReturned(RoomId room, Participant who, boolean polite) implements Entry {}

    /** The room was deleted. */
    record RoomClosed(RoomId room) implements Entry {}
}
