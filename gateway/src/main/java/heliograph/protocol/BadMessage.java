package heliograph.protocol;

/** A message that cannot be acted on. Its text names the field and says what was expected. */
public final class BadMessage extends Exception {
    private static final long serialVersionUID = 1L;

    /**
     * About one field.
     *
     * @param field its path in the payload
     * @param expectation what is wrong with it
     */
    public BadMessage(String field, String expectation) {
        // No stack trace: this is an answer to a client, and clients can send many.
        super(field + ": " + expectation, null, false, false);
    }

    /** What the client is told. */
    public String text() {
        return String.valueOf(getMessage());
    }
}
