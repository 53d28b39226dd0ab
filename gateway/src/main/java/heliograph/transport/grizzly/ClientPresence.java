package heliograph.transport.grizzly;

import heliograph.transport.HttpRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.glassfish.grizzly.Grizzly;
import org.glassfish.grizzly.IOEvent;
import org.glassfish.grizzly.Processor;
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
 * Watches the connection of one request that waits for its answer. Grizzly does not read a
 * connection meanwhile and so does not see it end; from the first question on, this reads it in
 * HTTP's place, and gives it back before the answer is sent.
 *
 * <p>A client that sends its next request without waiting for the answer (RFC 9112 section 9.3.2)
 * cannot be told from one that goes on talking: what it sent is dropped and the connection ended
 * after the answer, which the RFC tells such clients to expect.
 */
final class ClientPresence implements HttpRequest.Presence {
    private static final Attribute<ClientPresence> PRESENCE =
            Grizzly.DEFAULT_ATTRIBUTE_BUILDER.createAttribute("heliograph.presence");

    private final TCPNIOConnection tcp;
    private final FilterChain watching;
    private final List<Runnable> actions = new ArrayList<>(0); // guarded by this
    private @Nullable Processor<?> http; // guarded by this; while HTTP does not have the connection
    private boolean answered; // guarded by this
    private boolean talked; // guarded by this

    /**
     * @param watching see {@link #chain}
     */
    ClientPresence(TCPNIOConnection tcp, FilterChain watching) {
        this.tcp = tcp;
        this.watching = watching;
    }

    /** What reads connections that are watched. */
    static FilterChain chain(IdleTimeoutFilter idle) {
        return FilterChainBuilder.stateless()
                .add(new TransportFilter())
                .add(new Watch(idle))
                .build();
    }

    @Override
    public void whenGone(Runnable action) {
        synchronized (this) {
            if (answered) {
                return;
            }
            actions.add(action);
            if (actions.size() > 1) {
                return;
            }
        }
        tcp.executeInEventThread(IOEvent.READ, this::watch);
    }

    private void watch() {
        synchronized (this) {
            if (answered) {
                return;
            }
            http = tcp.getProcessor();
        }
        PRESENCE.set(tcp, this);
        tcp.setProcessor(watching);
        try {
            tcp.enableIOEvent(IOEvent.READ);
        } catch (IOException e) {
            gone();
            return;
        }
        if (!tcp.isOpen()) {
            gone();
        }
    }

    /**
     * The answer is there. Nobody hears of the client's end any more.
     *
     * @param send called once, when HTTP has the connection again; told whether a further request
     *     may follow on it
     */
    void answered(Consumer<Boolean> send) {
        synchronized (this) {
            answered = true;
            if (http == null) {
                send.accept(true);
                return;
            }
        }
        tcp.executeInEventThread(IOEvent.READ, () -> giveBack(send));
    }

    private void giveBack(Consumer<Boolean> send) {
        Processor<?> before;
        boolean mayFollow;
        synchronized (this) {
            before = http;
            mayFollow = !talked;
        }
        try {
            // HTTP turns it on when the answer is out, not before: the next request must not find
            // this one unfinished.
            tcp.disableIOEvent(IOEvent.READ);
        } catch (IOException e) {
            // The connection is gone, as whoever writes will find out.
        }
        PRESENCE.remove(tcp);
        tcp.setProcessor(before);
        send.accept(mayFollow);
    }

    private synchronized void talks() {
        talked = true;
    }

    private void gone() {
        List<Runnable> told;
        synchronized (this) {
            told = answered ? List.of() : List.copyOf(actions);
            actions.clear();
        }
        told.forEach(Runnable::run);
    }

    private static final class Watch extends BaseFilter {
        private final IdleTimeoutFilter idle;

        Watch(IdleTimeoutFilter idle) {
            this.idle = idle;
        }

        @Override
        public NextAction handleRead(FilterChainContext context) throws IOException {
            ClientPresence presence = PRESENCE.get(context.getConnection());
            if (presence != null) {
                presence.talks();
                // One look is enough; what else it says may wait in the kernel.
                context.getConnection().disableIOEvent(IOEvent.READ);
            }
            return context.getStopAction();
        }

        /** The HTTP side is told too: its idle filter has seen the connection open. */
        @Override
        public NextAction handleClose(FilterChainContext context) throws IOException {
            ClientPresence presence = PRESENCE.get(context.getConnection());
            if (presence != null) {
                presence.gone();
            }
            return idle.handleClose(context);
        }
    }
}
