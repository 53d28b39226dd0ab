package heliograph.state;

import java.util.Locale;

/** RTCPeerConnectionState (W3C WebRTC, section 4.3.3). */
public enum ConnectionState {
    /** {@code new}. */
    NEW,
    /** {@code connecting}. */
    CONNECTING,
    /** {@code connected}. */
    CONNECTED,
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
