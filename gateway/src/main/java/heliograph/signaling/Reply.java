package heliograph.signaling;

import com.fasterxml.jackson.annotation.JsonInclude;
import heliograph.protocol.ServerMessage;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the sender of a message hears: the events, and the one object that answers its
 * acknowledgement as well.
 *
 * @param events sent in order
 * @param acknowledgement a record of the protocol, sent only where the client asked
 * @param outcome one word for the metrics
 */
record Reply(List<ServerMessage> events, Object acknowledgement, String outcome) {
    /** The answer to events without one of their own. */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Plain(
            boolean success,
            @Nullable String code,
            @Nullable String message,
            @Nullable Boolean duplicate) {}

    private static final Plain SUCCESS = new Plain(true, null, null, null);
    private static final Plain REPEATED = new Plain(true, null, null, true);

    /** Done, and no event says so. */
    static Reply done(String outcome) {
        return new Reply(List.of(), SUCCESS, outcome);
    }

    /** Done when it was said for the first time (wire contract, "Meaning": {@code messageId}). */
    static Reply repeated() {
        return new Reply(List.of(), REPEATED, "repeated");
    }

    /** The event is the acknowledgement too. */
    static Reply both(ServerMessage event, String outcome) {
        return new Reply(List.of(event), event, outcome);
    }

    /** Refused: the {@code error} event and {@code {success: false, code, message}}. */
    static Reply refused(ServerMessage.Error error, String outcome) {
        return new Reply(
                List.of(error),
                new Plain(false, error.code().name(), error.message(), null),
                outcome);
    }
}
