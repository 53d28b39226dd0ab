package heliograph.bench;

/** A run that could not be made; the message says why. */
final class RunFailed extends Exception {
    private static final long serialVersionUID = 1L;

    RunFailed(String message) {
        super(message);
    }

    RunFailed(String message, Throwable cause) {
        super(message, cause);
    }
}
