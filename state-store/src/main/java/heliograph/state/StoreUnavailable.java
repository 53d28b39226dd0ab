package heliograph.state;

import org.jspecify.annotations.Nullable;

/**
 * Redis did not answer in time or is away. What became of the call is not known: one that timed out
 * may have been recorded and published all the same. It may be made again, and where once and twice
 * are not the same, with the same message id and sequence, so that a second time is known for what
 * it is (wire contract, "Meaning").
 */
public final class StoreUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** With what the client of Redis said. */
    public StoreUnavailable(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
