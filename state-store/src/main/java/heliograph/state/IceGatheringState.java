package heliograph.state;

import java.util.Locale;

/** RTCIceGatheringState (W3C WebRTC, section 4.3.2). */
public enum IceGatheringState {
    /** {@code new}. */
    NEW,
    /** {@code gathering}. */
    GATHERING,
    /** {@code complete}. */
    COMPLETE;

    /** The word of the W3C enumeration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
