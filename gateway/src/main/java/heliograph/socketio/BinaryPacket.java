package heliograph.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** A binary packet whose attachments are still coming in. */
final class BinaryPacket {
    private final Packet header;
    private final int headerSize;
    private final Future<?> deadline;
    private final List<byte[]> attachments;
    private long attachmentBytes;

    /**
     * @param headerSize the length of the packet's text
     * @param deadline what happens if the attachments do not come; to be cancelled when they have
     */
    BinaryPacket(Packet header, int headerSize, Future<?> deadline) {
        this.header = header;
        this.headerSize = headerSize;
        this.deadline = deadline;
        this.attachments = new ArrayList<>(header.attachments());
    }

    void add(byte[] attachment) {
        attachments.add(attachment);
        attachmentBytes += attachment.length;
    }

    boolean isComplete() {
        return attachments.size() == header.attachments();
    }

    Packet header() {
        return header;
    }

    List<byte[]> attachments() {
        return attachments;
    }

    long attachmentBytes() {
        return attachmentBytes;
    }

    /** Text and attachments together. */
    long size() {
        return headerSize + attachmentBytes;
    }

    Future<?> deadline() {
        return deadline;
    }
}
