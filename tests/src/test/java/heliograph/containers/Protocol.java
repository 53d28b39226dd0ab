package heliograph.containers;

import java.net.URI;

/** The protocols a client may speak. */
enum Protocol {
    /** JSON frames on {@code /webrtc/ws}. */
    PLAIN {
        @Override
        Client connect(URI node, String userId) {
            return new PlainPeer(node, userId);
        }
    },
    /** socket.io-client 4.8 of npm. */
    SOCKET_IO_4_8 {
        @Override
        Client connect(URI node, String userId) {
            return new SocketIoPeer(node, userId, "4.8");
        }
    },
    /** socket.io-client 4.6 of npm. */
    SOCKET_IO_4_6 {
        @Override
        Client connect(URI node, String userId) {
            return new SocketIoPeer(node, userId, "4.6");
        }
    };

    /** Connects to that node as that user and waits until the gateway has greeted it. */
    abstract Client connect(URI node, String userId);
}
