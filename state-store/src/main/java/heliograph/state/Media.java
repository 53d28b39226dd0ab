package heliograph.state;

/**
 * What a participant sends.
 *
 * @param audio microphone
 * @param video camera
 * @param screen screen share
 */
public record Media(boolean audio, boolean video, boolean screen) {
    /** One of the three, under its name on the wire. */
    public enum Kind {
        /** {@code audio}. */
        AUDIO,
        /** {@code video}. */
        VIDEO,
        /** {@code screen}. */
        SCREEN
    }
}
