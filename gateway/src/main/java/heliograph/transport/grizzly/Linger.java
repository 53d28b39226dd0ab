package heliograph.transport.grizzly;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.glassfish.grizzly.EmptyCompletionHandler;
import org.glassfish.grizzly.WriteResult;
import org.glassfish.grizzly.asyncqueue.WritableMessage;
import org.glassfish.grizzly.filterchain.FilterChain;
import org.glassfish.grizzly.memory.Buffers;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.grizzly.nio.transport.TCPNIOTransport;
import org.glassfish.grizzly.utils.IdleTimeoutFilter;

/**
 * How a TCP connection ends whose peer must still read our last words. A socket closed with unread
 * input sends a reset, which may overtake the answer on its way; so we only end our half, throw
 * away what still comes, and cut after a grace.
 */
final class Linger {
    /** How long a peer may take to end its half. */
    static final Duration GRACE = Duration.ofSeconds(2);

    private final Timer timer;
    private final FilterChain afterHttp;

    Linger(Timer timer, FilterChain afterHttp) {
        this.timer = timer;
        this.afterHttp = afterHttp;
    }

    /**
     * Ends our half when the kernel has taken what was written before, and cuts after the grace.
     */
    void end(TCPNIOConnection tcp) {
        cutAfterGrace(tcp);
        ((TCPNIOTransport) tcp.getTransport())
                .getAsyncQueueIO()
                .getWriter()
                .write(
                        tcp,
                        null,
                        Buffers.EMPTY_BUFFER,
                        new EmptyCompletionHandler<>() {
                            @Override
                            public void completed(
                                    WriteResult<WritableMessage, SocketAddress> result) {
                                endOurHalf(tcp);
                            }
                        });
    }

    private void endOurHalf(TCPNIOConnection tcp) {
        IdleTimeoutFilter.setCustomTimeout(tcp, -1, TimeUnit.SECONDS);
        tcp.setProcessor(afterHttp);
        try {
            ((SocketChannel) tcp.getChannel()).shutdownOutput();
        } catch (IOException e) {
            tcp.terminateSilently();
        }
    }

    /** Cuts the connection if it is still open when the grace is over. */
    void cutAfterGrace(TCPNIOConnection tcp) {
        var _ = timer.after(GRACE, tcp::terminateSilently);
    }
}
