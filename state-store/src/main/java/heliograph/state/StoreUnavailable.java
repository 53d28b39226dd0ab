package heliograph.state;

/**
 * Redis did not answer in time or is away. Nothing is known to have been recorded; the same call
 * may be made again.
 */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what the client of Redis said. */
    public StoreUnavailable(String message, Throwable cause) {
        super(message, cause);
    }
}
