package heliograph.socketio;

/**
 * Bounds on a single packet.
 *
 * @param maxAttachments the most binary attachments a packet may announce (the reference's parser
 *     allows 10 since CVE-2026-33151); at least 0
 * @param maxDepth how deep arrays and objects of a payload may be nested, the array of arguments
 *     included; 1 to 512, since the scanner goes down one frame of the stack for each
 */
public record PacketLimits(int maxAttachments, int maxDepth) {
    /** Ten attachments, 64 levels. */
    public static final PacketLimits DEFAULT = new PacketLimits(10, 64);

    private static final int DEEPEST = 512;

    /** Refuses bounds out of range, with an {@link IllegalArgumentException}. */
    public PacketLimits {
        if (maxAttachments < 0 || maxDepth < 1 || maxDepth > DEEPEST) {
            throw new IllegalArgumentException(
                    "attachments must be 0 or more and the depth 1 to " + DEEPEST);
        }
    }
}
