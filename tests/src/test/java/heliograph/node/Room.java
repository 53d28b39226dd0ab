package heliograph.node;

import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/** What is said in one room: arguments for the seed's events. */
record Room(String id) {
    /** One that nobody else is in. */
    static Room fresh() {
        return new Room("room-" + UUID.randomUUID());
    }

    Map<String, Object> only() {
        return with(Map.of());
    }

    Map<String, Object> with(Map<String, ?> more) {
        Map<String, Object> all = new HashMap<>(more);
        all.put("roomId", id);
        return all;
    }

    Map<String, Object> to(String user, Map<String, ?> more) {
        Map<String, Object> all = with(more);
        all.put("targetUserId", user);
        return all;
    }

    static Map<String, String> sdp(String type) {
        return Map.of("type", type, "sdp", "v=0\r\na=ice-ufrag:abcd\r\n");
    }

    static Map<String, Object> candidate(String line) {
        return Map.of("candidate", line, "sdpMid", "0", "sdpMLineIndex", 0);
    }
}
