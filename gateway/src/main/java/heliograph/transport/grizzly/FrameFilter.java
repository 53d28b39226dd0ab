package heliograph.transport.grizzly;

import java.io.IOException;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.attributes.Attribute;
import org.glassfish.grizzly.filterchain.BaseFilter;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.filterchain.FilterChainBuilder;
import org.glassfish.grizzly.filterchain.FilterChainContext;
import org.glassfish.grizzly.filterchain.NextAction;
import org.glassfish.grizzly.filterchain.TransportFilter;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;
import org.jspecify.annotations.Nullable;

/**
 * Reads a connection that has left HTTP behind: bytes go to its WebSocket, or nowhere where it was
 * refused one.
 */
final class FrameFilter extends BaseFilter {
    private static final Attribute<WebSocketConnection> WEB_SOCKET =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("heliograph.web-socket");

    private final IdleTimeoutFilter idle;

    private FrameFilter(IdleTimeoutFilter idle) {
        this.idle = idle;
    }

    /** A chain without HTTP, to take the place of the listener's. */
    static FilterChain chain(IdleTimeoutFilter idle) {
        return FilterChainBuilder.stateless()
                .add(new TransportFilter())
                .add(new FrameFilter(idle))
                .build();
    }

    /** From now on the bytes of this connection are frames. */
    static void attach(WebSocketConnection socket, TCPNIOConnection tcp) {
        WEB_SOCKET.set(tcp, socket);
    }

    @Override
    public NextAction handleRead(FilterChainContext context) {
        Buffer input = context.getMessage();
        WebSocketConnection socket = socketOf(context);
        if (socket != null) {
            socket.read(input);
        }
        input.tryDispose();
        return context.getStopAction();
    }

    /** The HTTP side is told too: its idle filter has seen the connection open. */
    @Override
    public NextAction handleClose(FilterChainContext context) throws IOException {
        WebSocketConnection socket = socketOf(context);
        if (socket != null) {
            socket.tcpEnded();
        }
        return idle.handleClose(context);
    }

    private static @Nullable WebSocketConnection socketOf(FilterChainContext context) {
        return WEB_SOCKET.get(context.getConnection());
    }
}
