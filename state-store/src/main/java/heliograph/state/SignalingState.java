package heliograph.state;

/** Where the exchange of descriptions on a link stands (seed, "Signaling States"). */
public enum SignalingState {
    /** Nothing was said yet. */
    IDLE,
    /** An offer went out. */
    OFFER_SENT,
    /** An offer came in and waits for an answer. */
    OFFER_RECEIVED,
    /** The answer went out. */
    ANSWER_SENT,
    /** The answer came in. */
    ANSWER_RECEIVED,
    /** The client reported {@code connectionState: connected}. */
    CONNECTED,
    /** Too many failures; only a new seat starts over. */
    FAILED,
    /** An ICE restart was asked for. */
    RESTARTING
}
