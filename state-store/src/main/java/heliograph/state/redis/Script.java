package heliograph.state.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/**
 * The catalogue of scripts: a constant is a file in {@code redis/scripts}, which says what it takes
 * and answers. A first line {@code -- include: a b} puts {@code lib/a.lua} and {@code lib/b.lua} in
 * front, because Redis 6.2 has no libraries.
 */
enum Script {
    /** {@code answer_poll.lua}. */
    ANSWER_POLL,
    /** {@code begin_upgrade.lua}. */
    BEGIN_UPGRADE,
    /** {@code buffered_candidates.lua}. */
    BUFFERED_CANDIDATES,
    /** {@code buffer_candidate.lua}. */
    BUFFER_CANDIDATE,
    /** {@code bury_node.lua}. */
    BURY_NODE,
    /** {@code cancel_upgrade.lua}. */
    CANCEL_UPGRADE,
    /** {@code can_restart.lua}. */
    CAN_RESTART,
    /** {@code can_retry.lua}. */
    CAN_RETRY,
    /** {@code claim_sweep.lua}. */
    CLAIM_SWEEP,
    /** {@code cleanup.lua}. */
    CLEANUP,
    /** {@code cleanup_room.lua}. */
    CLEANUP_ROOM,
    /** {@code cleanup_stale_buffers.lua}. */
    CLEANUP_STALE_BUFFERS,
    /** {@code cleanup_stale_connections.lua}. */
    CLEANUP_STALE_CONNECTIONS,
    /** {@code confirm_inbox.lua}. */
    CONFIRM_INBOX,
    /** {@code create_room.lua}. */
    CREATE_ROOM,
    /** {@code cut_epoch.lua}. */
    CUT_EPOCH,
    /** {@code delete_room.lua}. */
    DELETE_ROOM,
    /** {@code detach_seat.lua}. */
    DETACH_SEAT,
    /** {@code end_polling.lua}. */
    END_POLLING,
    /** {@code finish_upgrade.lua}. */
    FINISH_UPGRADE,
    /** {@code forget_session.lua}. */
    FORGET_SESSION,
    /** {@code hand_over_polling.lua}. */
    HAND_OVER_POLLING,
    /** {@code has_duplicate.lua}. */
    HAS_DUPLICATE,
    /** {@code join_room.lua}. */
    JOIN_ROOM,
    /** {@code leave_room.lua}. */
    LEAVE_ROOM,
    /** {@code link_statistics.lua}. */
    LINK_STATISTICS,
    /** {@code mark_as_applied.lua}. */
    MARK_AS_APPLIED,
    /** {@code open_polling.lua}. */
    OPEN_POLLING,
    /** {@code open_session.lua}. */
    OPEN_SESSION,
    /** {@code participants.lua}. */
    PARTICIPANTS,
    /** {@code pass_post.lua}. */
    PASS_POST,
    /** {@code positions.lua}. */
    POSITIONS,
    /** {@code push_packets.lua}. */
    PUSH_PACKETS,
    /** {@code read_after.lua}. */
    READ_AFTER,
    /** {@code record_answer_received.lua}. */
    RECORD_ANSWER_RECEIVED,
    /** {@code record_answer_sent.lua}. */
    RECORD_ANSWER_SENT,
    /** {@code record_failure.lua}. */
    RECORD_FAILURE,
    /** {@code record_offer_received.lua}. */
    RECORD_OFFER_RECEIVED,
    /** {@code record_offer_sent.lua}. */
    RECORD_OFFER_SENT,
    /** {@code recover_session.lua}. */
    RECOVER_SESSION,
    /** {@code relay_answer.lua}. */
    RELAY_ANSWER,
    /** {@code relay_candidate.lua}. */
    RELAY_CANDIDATE,
    /** {@code relay_offer.lua}. */
    RELAY_OFFER,
    /** {@code release_lease.lua}. */
    RELEASE_LEASE,
    /** {@code release_poll.lua}. */
    RELEASE_POLL,
    /** {@code renew_lease.lua}. */
    RENEW_LEASE,
    /** {@code report_connection.lua}. */
    REPORT_CONNECTION,
    /** {@code room_info.lua}. */
    ROOM_INFO,
    /** {@code set_media.lua}. */
    SET_MEDIA,
    /** {@code sweep_room.lua}. */
    SWEEP_ROOM,
    /** {@code take_over_polling.lua}. */
    TAKE_OVER_POLLING,
    /** {@code take_post.lua}. */
    TAKE_POST,
    /** {@code update_state.lua}. */
    UPDATE_STATE;

    private static final String FOLDER = "/heliograph/scripts/";
    private static final String INCLUDE = "-- include: ";

    private final String body;
    private final String digest;

    Script() {
        body = withIncludes(read(fileName() + ".lua"));
        digest = sha1(body);
    }

    /** The name of the file, and of the script in metrics. */
    String fileName() {
        return name().toLowerCase(Locale.ROOT);
    }

    String body() {
        return body;
    }

    /** By which Redis knows it once it is loaded. */
    String digest() {
        return digest;
    }

    private static String withIncludes(String script) {
        if (!script.startsWith(INCLUDE)) {
            return script;
        }
        String names = script.substring(INCLUDE.length(), script.indexOf('\n'));
        StringBuilder whole = new StringBuilder();
        for (String name : names.split(" ", -1)) {
            whole.append(read("lib/" + name + ".lua")).append('\n');
        }
        return whole.append(script).toString();
    }

    private static String read(String file) {
        try (InputStream in = Script.class.getResourceAsStream(FOLDER + file)) {
            if (in == null) {
                throw new IllegalStateException("script " + file + " is not in the jar");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("script " + file, e);
        }
    }

    private static String sha1(String text) {
        try {
            return HexFormat.of()
                    .formatHex(
                            MessageDigest.getInstance("SHA-1")
                                    .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every JDK has it
        }
    }
}
