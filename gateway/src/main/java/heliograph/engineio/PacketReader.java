package heliograph.engineio;

import heliograph.transport.SocketClosed;
import heliograph.transport.SocketListener;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The incoming half of a session. On a WebSocket a text frame is a packet with its type as the
 * first character, and a binary frame is a message; the bodies of long polling hold the same. The
 * transport calls by one thread at a time, therefore the application is called so too.
 */
final class PacketReader implements SocketListener {
    private static final int GOING_AWAY = 1001;
    private static final Logger LOG = LoggerFactory.getLogger(PacketReader.class);

    private final Session session;
    private final EngineListener listener;
    private final int maxPayload;
    private final Consumer<Session> gone;
    private final AtomicBoolean told = new AtomicBoolean();
    private final AtomicBoolean ponged = new AtomicBoolean();

    /**
     * @param gone told once, just before the listener is
     */
    PacketReader(Session session, EngineListener listener, int maxPayload, Consumer<Session> gone) {
        this.session = session;
        this.listener = listener;
        this.maxPayload = maxPayload;
        this.gone = gone;
    }

    @Override
    public void onText(String packet) {
        if (session.isEnding()) {
            return;
        }
        if (isTooBig(packet)) {
            session.tooBig();
        } else if (packet.isEmpty()) {
            session.parseError();
        } else {
            read(packet);
        }
    }

    @Override
    public void onBinary(byte[] message) {
        if (session.isEnding()) {
            return;
        }
        if (message.length > maxPayload) {
            session.tooBig();
        } else {
            tell(() -> listener.onMessage(message));
        }
    }

    @Override
    public void onClose(SocketClosed closed) {
        ended(reasonOf(closed));
    }

    /** The end, which is told once, with the reason noted first. */
    void ended(EngineClosed seen) {
        EngineClosed why = session.ended(seen);
        if (!told.getAndSet(true)) {
            gone.accept(session);
            listener.onClose(why);
        }
    }

    /**
     * The body of a POST.
     *
     * @return false where it could not be read, which ends the session
     */
    boolean read(List<String> packets) {
        for (String packet : packets) {
            if (Payload.isBinary(packet)) {
                try {
                    onBinary(Payload.message(packet));
                } catch (IllegalArgumentException e) {
                    session.parseError();
                }
            } else {
                onText(packet);
            }
        }
        return session.ending() != EngineClosed.PARSE_ERROR;
    }

    /** Whether a pong that was waited for has come since this was asked. */
    boolean ponged() {
        return ponged.getAndSet(false);
    }

    private void read(String packet) {
        switch (packet.charAt(0)) {
            case '4' -> tell(() -> listener.onMessage(packet.substring(1)));
            case '3' -> {
                if (session.pong()) {
                    ponged.set(true);
                    tell(listener::onPong);
                }
            }
            case '1' -> session.closedByClient();
            // A noop means nothing, whoever sends it.
            case '6' -> {}
            // Open, ping and upgrade are not the client's to send here; the rest is no packet.
            default -> session.parseError();
        }
    }

    private void tell(Runnable message) {
        try {
            message.run();
        } catch (RuntimeException e) {
            LOG.error("the application failed on a message; its session is closed", e);
            session.applicationFailed();
        }
    }

    /** Bytes of UTF-8 are only counted where the number of characters leaves a doubt. */
    private boolean isTooBig(String packet) {
        int characters = packet.length();
        return characters > maxPayload
                || (3L * characters > maxPayload && utf8Length(packet) > maxPayload);
    }

    private static long utf8Length(String text) {
        long bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800 || Character.isSurrogate(c)) {
                // A pair of surrogates is four bytes.
                bytes += 2;
            } else {
                bytes += 3;
            }
        }
        return bytes;
    }

    private static EngineClosed reasonOf(SocketClosed closed) {
        return switch (closed.by()) {
            // Browsers say "going away" when the page goes. Any other close frame is a client that
            // gives up this transport and may mean to come back on another
            // (docs/decisions/0002).
            case PEER ->
                    closed.code() == GOING_AWAY
                            ? EngineClosed.BY_CLIENT
                            : EngineClosed.TRANSPORT_LOST;
            case SLOW_READER -> EngineClosed.SLOW_READER;
            case US ->
                    brokeTheProtocol(closed.code())
                            ? EngineClosed.PARSE_ERROR
                            : EngineClosed.BY_SERVER;
            case LOST ->
                    brokeTheProtocol(closed.code())
                            ? EngineClosed.PARSE_ERROR
                            : EngineClosed.TRANSPORT_LOST;
        };
    }

    /** RFC 6455 section 7.4.1: protocol error, unacceptable data, bad UTF-8, too big. */
    private static boolean brokeTheProtocol(int code) {
        return code == 1002 || code == 1003 || code == 1007 || code == 1009;
    }
}
