package heliograph.socketio;

import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Makes whole packets of what comes in. Only the thread that reads touches it. */
final class Assembler {
    /** Whom it tells. */
    interface Reader {
        /**
         * A whole packet.
         *
         * @param size its text and attachments together
         */
        void packet(Packet packet, List<byte[]> attachments, long size);

        /** What came cannot be; the connection ends with this code. Called by any thread. */
        void fault(int code, String why);
    }

    private static final int PROTOCOL_ERROR = 1002;
    private static final int POLICY_VIOLATION = 1008;
    private static final int TOO_BIG = 1009;

    private final SocketIoConfig config;
    private final ScheduledExecutorService timer;
    private final Reader reader;
    private @Nullable BinaryPacket incomplete;

    Assembler(SocketIoConfig config, ScheduledExecutorService timer, Reader reader) {
        this.config = config;
        this.timer = timer;
        this.reader = reader;
    }

    void text(String message) {
        if (incomplete != null) {
            reader.fault(PROTOCOL_ERROR, "text while attachments are due");
            return;
        }
        Packet packet;
        try {
            packet = PacketCodec.decode(message, config.packets());
        } catch (MalformedPacket e) {
            reader.fault(PROTOCOL_ERROR, e.reason());
            return;
        }
        if (packet.attachments() == 0) {
            reader.packet(packet, List.of(), message.length());
        } else {
            Future<?> deadline =
                    timer.schedule(
                            () ->
                                    reader.fault(
                                            POLICY_VIOLATION, "attachments did not come in time"),
                            config.attachmentTimeout().toNanos(),
                            TimeUnit.NANOSECONDS);
            incomplete = new BinaryPacket(packet, message, deadline);
        }
    }

    void attachment(byte[] attachment) {
        BinaryPacket packet = incomplete;
        if (packet == null) {
            reader.fault(PROTOCOL_ERROR, "attachment without a packet");
            return;
        }
        packet.add(attachment);
        if (packet.attachmentBytes() > config.maxAttachmentBytes()) {
            reader.fault(TOO_BIG, "attachments too big");
        } else if (packet.isComplete()) {
            incomplete = null;
            packet.deadline().cancel(false);
            reader.packet(packet.header(), packet.attachments(), packet.size());
        }
    }

    /** The packet whose attachments are not all there. */
    @Nullable BinaryPacket incomplete() {
        return incomplete;
    }

    /** Nothing more comes in. */
    void stop() {
        if (incomplete != null) {
            incomplete.deadline().cancel(false);
        }
    }
}
