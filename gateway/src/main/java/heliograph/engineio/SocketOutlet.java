package heliograph.engineio;

import heliograph.transport.Socket;

/** A session that was opened on a WebSocket and stays there. */
record SocketOutlet(Socket socket) implements Outlet {
    @Override
    public void packet(String packet) {
        socket.send(packet);
    }

    @Override
    public void message(byte[] binary) {
        socket.send(binary);
    }

    @Override
    public void close(EngineClosed why, int code, String reason) {
        socket.close(code, reason);
    }

    @Override
    public long queuedBytes() {
        return socket.queuedBytes();
    }
}
