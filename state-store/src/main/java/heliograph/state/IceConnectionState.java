package heliograph.state;

import java.util.Locale;

/** RTCIceConnectionState (W3C WebRTC, section 4.3.4). */
public enum IceConnectionState {
    /** {@code new}. */
    NEW,
    /** {@code checking}. */
    CHECKING,
    /** {@code connected}. */
    CONNECTED,
    /** {@code completed}. */
    COMPLETED,
    /** {@code disconnected}. */
    DISCONNECTED,
    /** {@code failed}. */
    FAILED,
    /** {@code closed}. */
    CLOSED;

    /** The word of the W3C enumeration. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
