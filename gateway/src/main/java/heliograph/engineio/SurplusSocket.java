package heliograph.engineio;

import heliograph.transport.Socket;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketListener;

/** A WebSocket beside the transport that its session has: it is closed, and nobody listens. */
final class SurplusSocket implements SocketListener {
    private static final int NORMAL = 1000;

    SurplusSocket(Socket socket) {
        socket.close(NORMAL, "upgraded already");
    }

    @Override
    public void onText(String text) {}

    @Override
    public void onBinary(byte[] binary) {}

    @Override
    public void onClose(SocketClosed closed) {}
}
