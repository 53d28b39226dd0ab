package heliograph.protocol;

/**
 * Everything that can go wrong for a client, on one page: the {@code code} of the {@code error}
 * event and of HTTP errors.
 */
public enum ErrorCode {
    /** No token, or one that does not hold. */
    UNAUTHORIZED(401, false),
    /** Known, but not allowed: not in the room, not its creator, a foreign origin. */
    FORBIDDEN(403, false),
    /** A field is missing or ill-typed; the message names it. */
    BAD_REQUEST(400, false),
    /** No such room or path. */
    NOT_FOUND(404, false),
    /** No seat is free. */
    ROOM_FULL(409, true),
    /** A newer session of the same user took the seat. */
    REPLACED(409, false),
    /** Too many of these within the window. */
    RATE_LIMITED(429, true),
    /** Redis is away; nothing was recorded. */
    UNAVAILABLE(503, true),
    /** A fault of ours. */
    INTERNAL_ERROR(500, true);

    private final int httpStatus;
    private final boolean retry;

    ErrorCode(int httpStatus, boolean retry) {
        this.httpStatus = httpStatus;
        this.retry = retry;
    }

    /** The status of an HTTP answer with this code. */
    public int httpStatus() {
        return httpStatus;
    }

    /** Whether the same request may succeed later. */
    public boolean mayRetry() {
        return retry;
    }
}
