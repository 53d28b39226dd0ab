package heliograph.plain;

import heliograph.protocol.BadMessage;
import heliograph.protocol.JsonView;
import heliograph.state.Entry.Said;
import heliograph.state.Offset;
import org.jspecify.annotations.Nullable;

/**
 * A frame from a client: {@code {"event":…,"data":{…},"id":7?}}.
 *
 * @param event the wire name
 * @param data the raw JSON of the argument
 * @param id the number that asks for an answer, as written; null where none is asked for
 */
record PlainFrame(String event, String data, @Nullable String id) {
    private static final int LONGEST_ID = 15; // digits that a JavaScript number holds exactly

    static PlainFrame parse(String text) throws BadMessage {
        JsonView in = JsonView.of("frame", text);
        String event = in.string("event");
        String id = id(in);
        return new PlainFrame(event, in.has("data") ? in.raw("data") : "{}", id);
    }

    private static @Nullable String id(JsonView in) throws BadMessage {
        if (in.isAbsent("id")) {
            return null;
        }
        String id = in.raw("id");
        if (id.length() > LONGEST_ID || !id.chars().allMatch(Character::isDigit)) {
            throw new BadMessage(
                    "id", "expected a whole number of at most " + LONGEST_ID + " digits");
        }
        return id;
    }

    /**
     * An event for the client. Names, offsets and pids are ours and need no escapes.
     *
     * @param offset where the client stands with it; null where it cannot resume
     * @param pid with which to resume, told once; null elsewhere
     */
    static String event(Said said, @Nullable Offset offset, @Nullable String pid) {
        String place = offset == null ? "" : ",\"offset\":\"" + offset + '"';
        String ticket = pid == null ? "" : ",\"pid\":\"" + pid + '"';
        return "{\"event\":\"" + said.event() + "\",\"data\":" + said.data() + place + ticket + '}';
    }

    /** The answer to a frame with an id. */
    static String acknowledgement(String id, String data) {
        return "{\"event\":\"ack\",\"id\":" + id + ",\"data\":" + data + "}";
    }
}
