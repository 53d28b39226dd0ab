package heliograph.transport.grizzly;

import heliograph.transport.Socket;
import heliograph.transport.SocketListener;
import heliograph.transport.TransportConfig;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Function;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.http.HttpContent;
import org.glassfish.grizzly.http.HttpRequestPacket;
import org.glassfish.grizzly.http.HttpResponsePacket;
import org.glassfish.grizzly.http.HttpServerFilter;
import org.glassfish.grizzly.http.Protocol;
import org.glassfish.grizzly.http.util.HttpStatus;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;

/** Makes a WebSocket of an HTTP connection, and knows those that are open. */
final class Upgrader {
    /**
     * What the kernel may hold for a slow reader. Left to itself it takes megabytes for each, which
     * our own bound would not see.
     */
    private static final int KERNEL_BUFFER_BYTES = 64 * 1024;

    private final TyrusContainer tyrus;
    private final TransportConfig config;
    private final Linger linger;
    private final FilterChain afterHttp;
    private final Set<WebSocketConnection> open = ConcurrentHashMap.newKeySet();
    private final LongAdder slowReaders = new LongAdder();
    private volatile boolean refusing;

    Upgrader(TyrusContainer tyrus, TransportConfig config, Linger linger, FilterChain afterHttp) {
        this.tyrus = tyrus;
        this.config = config;
        this.linger = linger;
        this.afterHttp = afterHttp;
    }

    /** The WebSockets whose listener or TCP connection has not come to its end. */
    Set<WebSocketConnection> open() {
        return open;
    }

    /** WebSockets whose reader was too slow, since the start. */
    long slowReaders() {
        return slowReaders.sum();
    }

    /** The server is stopping: what is decided from now on is refused. */
    void refuseFromNowOn() {
        refusing = true;
    }

    /** Whether the server is stopping. */
    boolean isRefusing() {
        return refusing;
    }

    /**
     * Answers the handshake, opens the WebSocket and reads what came behind the handshake. Called
     * by the connection's selector thread.
     *
     * @return false where Tyrus does not take the handshake; nothing was sent then
     */
    boolean upgrade(
            FilterChainContext context,
            HttpRequestPacket packet,
            Buffer behind,
            Function<Socket, SocketListener> opened) {
        TCPNIOConnection tcp = (TCPNIOConnection) context.getConnection();
        TyrusContainer.Handshake handshake =
                tyrus.handshake(
                        handshakeHeaders(packet),
                        ((InetSocketAddress) tcp.getPeerAddress()).getAddress().getHostAddress());
        if (!handshake.accepted()) {
            return false;
        }
        prepare(tcp);
        answer(context, packet, handshake.headers());
        WebSocketConnection socket =
                new WebSocketConnection(tcp, config, linger, slowReaders::increment, open::remove);
        open.add(socket);
        FrameFilter.attach(socket, tcp);
        tcp.setProcessor(afterHttp);
        socket.open(handshake.open(socket), opened);
        if (behind.hasRemaining()) {
            socket.read(behind);
        }
        return true;
    }

    private static Map<String, List<String>> handshakeHeaders(HttpRequestPacket packet) {
        Map<String, List<String>> headers = new HashMap<>();
        for (String name : TyrusContainer.HANDSHAKE_HEADERS) {
            List<String> values = new ArrayList<>(1);
            packet.getHeaders().values(name).forEach(values::add);
            if (!values.isEmpty()) {
                headers.put(name, values);
            }
        }
        return headers;
    }

    /** A WebSocket may be silent for long, and keeps nothing of its request. */
    private static void prepare(TCPNIOConnection tcp) {
        IdleTimeoutFilter.setCustomTimeout(tcp, -1, TimeUnit.SECONDS);
        tcp.getAttributes().removeAttribute(HttpServerFilter.HTTP_SERVER_REQUEST_ATTR_NAME);
        try {
            ((SocketChannel) tcp.getChannel())
                    .setOption(StandardSocketOptions.SO_SNDBUF, KERNEL_BUFFER_BYTES);
        } catch (IOException e) {
            // The connection is gone; whoever writes next finds out.
        }
    }

    private static void answer(
            FilterChainContext context,
            HttpRequestPacket packet,
            Map<String, List<String>> headers) {
        HttpResponsePacket response = packet.getResponse();
        response.setProtocol(Protocol.HTTP_1_1);
        response.setStatus(HttpStatus.SWITCHING_PROTOCOLS_101);
        headers.forEach((name, values) -> response.setHeader(name, String.join(", ", values)));
        context.write(HttpContent.builder(response).build());
    }
}
