package heliograph.engineio;

/** Where the packets of a session leave. Any thread may call, nothing blocks. */
interface Outlet {
    /** A packet that is no binary message. */
    void packet(String packet);

    /** A binary message. */
    void message(byte[] binary);

    /** Nothing follows. */
    void close(EngineClosed why, int code, String reason);

    /** What has not left yet. */
    long queuedBytes();
}
