package heliograph.engineio;

import heliograph.transport.HttpResponse;

/** Why a request is not served: the codes and texts of the Engine.IO protocol. */
enum EngineError {
    /** The {@code transport} parameter is missing or names none of ours. */
    TRANSPORT_UNKNOWN(0, 400, "Transport unknown"),
    /** No session has this {@code sid}. */
    SESSION_ID_UNKNOWN(1, 400, "Session ID unknown"),
    /** A session is opened by GET only. */
    BAD_HANDSHAKE_METHOD(2, 400, "Bad handshake method"),
    /** Anything else that does not fit together. */
    BAD_REQUEST(3, 400, "Bad request"),
    /** The application refuses the request, for its origin for instance. */
    FORBIDDEN(4, 403, "Forbidden"),
    /** Not {@code EIO=4}. */
    UNSUPPORTED_PROTOCOL_VERSION(5, 400, "Unsupported protocol version");

    private final int code;
    private final int status;
    private final String message;

    EngineError(int code, int status, String message) {
        this.code = code;
        this.status = status;
        this.message = message;
    }

    /** The answer that says so. */
    HttpResponse response() {
        return HttpResponse.json(status, "{\"code\":" + code + ",\"message\":\"" + message + "\"}");
    }
}
