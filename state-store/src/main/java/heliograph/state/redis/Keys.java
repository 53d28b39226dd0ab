package heliograph.state.redis;

import heliograph.state.Link;
import heliograph.state.NodeId;
import heliograph.state.RoomId;
import heliograph.state.UserId;
import java.nio.charset.StandardCharsets;

/**
 * Every key, spelled once; {@code redis/KEYS.md} says what is in them. What belongs to a room
 * carries the room as its hash tag. A room's name is escaped where it would end the tag, and a link
 * says how long its first name is, so that no two things share a key.
 */
final class Keys {
    static final String ROOMS = "hg:rooms";
    static final String DUE = "hg:due";
    static final String NODES = "hg:nodes";
    static final String DEAD = "hg:dead";
    static final String EPOCH = "hg:epoch";

    private Keys() {}

    /** What all keys of a room begin with. */
    static String prefix(RoomId room) {
        return "hg:{" + escaped(room.value()) + "}:";
    }

    /** As a hash tag, which ends with the first closing brace. */
    private static String escaped(String value) {
        return value.replace("%", "%25").replace("{", "%7B").replace("}", "%7D");
    }

    static String room(RoomId room) {
        return prefix(room) + "room";
    }

    static String seats(RoomId room) {
        return prefix(room) + "seats";
    }

    static String profiles(RoomId room) {
        return prefix(room) + "profiles";
    }

    static String wait(RoomId room, UserId user) {
        return prefix(room) + "wait:" + user.value();
    }

    static String ghosts(RoomId room) {
        return prefix(room) + "ghosts";
    }

    static String restarts(RoomId room) {
        return prefix(room) + "restarts";
    }

    static String peers(RoomId room, UserId user) {
        return prefix(room) + "peers:" + user.value();
    }

    static String link(Link link) {
        return prefix(link.room()) + "link:" + name(link);
    }

    static String seen(Link link) {
        return prefix(link.room()) + "seen:" + name(link);
    }

    static String candidates(Link link) {
        return prefix(link.room()) + "cand:" + name(link);
    }

    /** In bytes, as Lua counts. */
    private static String name(Link link) {
        String from = link.from().value();
        return from.getBytes(StandardCharsets.UTF_8).length + ":" + from + ":" + link.to().value();
    }

    /** The limits of a user over all rooms (docs/decisions/0001). */
    static String rate(UserId user, Rate rate) {
        return "hg:rate:" + rate.word + ":{" + escaped(user.value()) + "}";
    }

    /** What is limited separately. */
    enum Rate {
        JOIN("join"),
        DESCRIPTION("description"),
        CANDIDATE("candidate");

        private final String word;

        Rate(String word) {
            this.word = word;
        }
    }

    /** A session's record; scripts spell it too ({@code lib/inbox.lua}). */
    static String session(String id) {
        return "hg:s:{" + id + "}";
    }

    static String inbox(String id) {
        return session(id) + ":in";
    }

    /** An Engine.IO session on long polling. */
    static String polling(String id) {
        return "hg:eio:{" + id + "}";
    }

    static String waiting(String id) {
        return polling(id) + ":out";
    }

    /** As in {@code lib/polling.lua}. */
    static String engineChannel(NodeId node) {
        return "hg:eio:node:" + node.value();
    }

    static String channel(NodeId node) {
        return "hg:node:" + node.value();
    }
}
