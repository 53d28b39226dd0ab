package heliograph.bench;

/** What the clients speak. */
enum Protocol {
    /** Socket.IO on {@code /socket.io/}. */
    SOCKETIO,
    /** Plain JSON frames on {@code /webrtc/ws}. */
    PLAIN;

    /** How to speak it. */
    Dialect dialect() {
        return switch (this) {
            case SOCKETIO -> new SocketIoDialect();
            case PLAIN -> new PlainDialect();
        };
    }
}
