package heliograph.socketio;

import java.util.List;

/**
 * A Socket.IO 5 packet as a client sends it, its payload checked and cut into raw JSON texts. What
 * a binary packet announces as attachments comes after it.
 */
public sealed interface Packet {
    /** No acknowledgement id. */
    long NO_ACK = -1;

    /** The namespace without its query part, {@code /} for the root. */
    String namespace();

    /** Binary attachments that follow. */
    default int attachments() {
        return 0;
    }

    /**
     * CONNECT.
     *
     * @param auth a JSON object, {@code {}} if there was none
     */
    record Connect(String namespace, String auth) implements Packet {}

    /** DISCONNECT. */
    record Disconnect(String namespace) implements Packet {}

    /**
     * CONNECT_ERROR.
     *
     * @param reason a JSON string or object
     */
    record ConnectError(String namespace, String reason) implements Packet {}

    /**
     * EVENT or BINARY_EVENT.
     *
     * @param ackId the id to acknowledge with, or {@link #NO_ACK}
     * @param name the event's name; a number keeps the text it was sent with
     * @param arguments raw JSON texts
     */
    record Event(String namespace, long ackId, String name, List<String> arguments, int attachments)
            implements Packet {}

    /**
     * ACK or BINARY_ACK.
     *
     * @param ackId the id that was asked with
     * @param arguments raw JSON texts
     */
    record Ack(String namespace, long ackId, List<String> arguments, int attachments)
            implements Packet {}
}
