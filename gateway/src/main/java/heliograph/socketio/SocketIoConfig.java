package heliograph.socketio;

import java.time.Duration;

/**
 * Bounds on what a client may ask of the Socket.IO layer.
 *
 * @param connectTimeout from the opening until a namespace has admitted the client; after it the
 *     connection is closed
 * @param attachmentTimeout from the header of a binary packet until its last attachment
 * @param maxAttachmentBytes the attachments of one packet together
 * @param packets bounds on a single packet
 * @param maxWaitingEvents events of one client in one namespace that may wait for its admission
 * @param maxWaitingBytes the same in characters of text and bytes of attachments; a single event
 *     may be larger
 */
public record SocketIoConfig(
        Duration connectTimeout,
        Duration attachmentTimeout,
        long maxAttachmentBytes,
        PacketLimits packets,
        int maxWaitingEvents,
        long maxWaitingBytes) {
    /** What the reference does, and bounds where it has none. */
    public static final SocketIoConfig DEFAULT =
            new SocketIoConfig(
                    Duration.ofSeconds(45),
                    Duration.ofSeconds(10),
                    1_000_000,
                    PacketLimits.DEFAULT,
                    256,
                    1_000_000);

    /** Refuses what cannot work, with an {@link IllegalArgumentException}. */
    public SocketIoConfig {
        if (!connectTimeout.isPositive()
                || !attachmentTimeout.isPositive()
                || maxAttachmentBytes < 0
                || maxWaitingEvents < 1
                || maxWaitingBytes < 1) {
            throw new IllegalArgumentException("times and bounds must be positive");
        }
    }

    /** The same with another time to connect. */
    public SocketIoConfig withConnectTimeout(Duration timeout) {
        return new SocketIoConfig(
                timeout,
                attachmentTimeout,
                maxAttachmentBytes,
                packets,
                maxWaitingEvents,
                maxWaitingBytes);
    }
}
