package heliograph.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import heliograph.protocol.Codec;
import heliograph.protocol.ErrorCode;
import heliograph.transport.HttpResponse;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A request that is not done. Thrown wherever that is found out, turned into its answer once. */
final class Refusal extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient HttpResponse response;

    private Refusal(HttpResponse response) {
        // No stack trace: this is an answer to a client, and clients can send many.
        super("HTTP " + response.status(), null, false, false);
        this.response = response;
    }

    /**
     * The body of every error.
     *
     * @param code what kind
     * @param message for people
     * @param field the one at fault, where it is one
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    private record Body(ErrorCode code, String message, @Nullable String field) {}

    static Refusal of(ErrorCode code, String message) {
        return new Refusal(body(code.httpStatus(), code, message, null));
    }

    static Refusal field(String field, String expectation) {
        ErrorCode code = ErrorCode.BAD_REQUEST;
        return new Refusal(body(code.httpStatus(), code, field + ": " + expectation, field));
    }

    /** What HTTP has a status of its own for and the wire contract no code. */
    static Refusal status(int status, String message) {
        return new Refusal(body(status, ErrorCode.BAD_REQUEST, message, null));
    }

    static Refusal notFound(String what) {
        return of(ErrorCode.NOT_FOUND, "there is no such " + what);
    }

    /** RFC 9110, section 15.5.6. */
    static Refusal methodNotAllowed(String allow) {
        return new Refusal(
                body(405, ErrorCode.BAD_REQUEST, "allowed here: " + allow, null)
                        .with("Allow", allow));
    }

    /**
     * RFC 6750, section 3.
     *
     * @param tokenGiven whether there was a token that does not hold, or none at all
     */
    static Refusal unauthorized(String message, boolean tokenGiven) {
        return new Refusal(
                body(401, ErrorCode.UNAUTHORIZED, message, null)
                        .with(
                                "WWW-Authenticate",
                                tokenGiven
                                        ? "Bearer realm=\"heliograph\", error=\"invalid_token\""
                                        : "Bearer realm=\"heliograph\""));
    }

    /** RFC 6585, section 4; whole seconds (RFC 9110, section 10.2.3), rounded up. */
    static Refusal rateLimited(Duration retryAfter) {
        ErrorCode code = ErrorCode.RATE_LIMITED;
        long seconds = Math.max(1, retryAfter.plusMillis(999).toSeconds());
        return new Refusal(
                body(
                                code.httpStatus(),
                                code,
                                "too many of these, try again in " + retryAfter.toMillis() + " ms",
                                null)
                        .with("Retry-After", Long.toString(seconds)));
    }

    /** For now only: the client may try again in a second. */
    static Refusal unavailable(String message) {
        return new Refusal(
                body(503, ErrorCode.UNAVAILABLE, message, null).with("Retry-After", "1"));
    }

    /** What the client hears. */
    HttpResponse response() {
        return response;
    }

    private static HttpResponse body(
            int status, ErrorCode code, String message, @Nullable String field) {
        return HttpResponse.json(status, Codec.json(new Body(code, message, field)));
    }
}
