package heliograph.socketio;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;

/** A binary packet whose attachments are still coming in. */
final class BinaryPacket {
    private final Packet header;
    private final String text;
    private final Future<?> deadline;
    private final List<byte[]> attachments;
    private long attachmentBytes;

    /**
     * @param text the packet's text
     * @param deadline what happens if the attachments do not come; to be cancelled when they have
     */
    BinaryPacket(Packet header, String text, Future<?> deadline) {
        this.header = header;
        this.text = text;
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

    String text() {
        return text;
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
        return text.length() + attachmentBytes;
    }

    Future<?> deadline() {
        return deadline;
    }
}
