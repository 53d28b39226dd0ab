package heliograph.transport.grizzly;

import heliograph.transport.Socket;
import heliograph.transport.SocketClosed;
import heliograph.transport.SocketClosed.By;
import heliograph.transport.SocketListener;
import heliograph.transport.TransportConfig;
import heliograph.transport.TransportConfig.Farewell;
import jakarta.websocket.CloseReason;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.glassfish.grizzly.Buffer;
import org.glassfish.grizzly.nio.transport.TCPNIOConnection;
import org.glassfish.tyrus.spi.Connection;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One open WebSocket. What comes in goes to the listener directly where it is a whole message, and
 * by way of Tyrus where a rule of the protocol has to be applied; what goes out leaves through one
 * {@link Outbound}. Messages are delivered by the connection's selector thread; the end may be
 * decided by any thread, and the first decision counts.
 */
final class WebSocketConnection implements Socket, FrameReader.Sink, Outbound.Owner {
    private static final Logger log = LoggerFactory.getLogger(WebSocketConnection.class);
    private static final int NO_STATUS = 1005;
    private static final int ABNORMAL = 1006;
    private static final int INTERNAL_ERROR = 1011;

    private final TCPNIOConnection tcp;
    private final InetSocketAddress remoteAddress;
    private final Farewell farewell;
    private final Linger linger;
    private final Runnable slow;
    private final Consumer<WebSocketConnection> gone;
    private final Outbound out;
    private final FrameReader reader;

    private final ListenerTurns turns = new ListenerTurns(this::failed, this::halfGone);

    private volatile @Nullable Connection tyrus;

    /** The code of the close frame Tyrus has in hand, 0 while it has none. Selector thread only. */
    private int peerCode;

    private final AtomicBoolean tcpGone = new AtomicBoolean();

    /** What must be over before this is gone: TCP, and what the listener has to do at the end. */
    private final AtomicInteger halvesLeft = new AtomicInteger(2);

    WebSocketConnection(
            TCPNIOConnection tcp,
            TransportConfig config,
            Linger linger,
            Runnable slow,
            Consumer<WebSocketConnection> gone) {
        this.tcp = tcp;
        this.remoteAddress = (InetSocketAddress) tcp.getPeerAddress();
        this.farewell = config.slowReader();
        this.linger = linger;
        this.slow = slow;
        this.gone = gone;
        this.out = new Outbound(tcp, config.maxQueuedBytes(), this);
        this.reader = new FrameReader(this, config.maxFrameBytes());
    }

    /** The writer Tyrus must use. */
    Outbound outbound() {
        return out;
    }

    /** Makes the listener; call when the handshake is written, before the first frame. */
    void open(Connection tyrusConnection, Function<Socket, SocketListener> opened) {
        tyrus = tyrusConnection;
        turns.open(() -> opened.apply(this));
        if (!tcp.isOpen()) {
            // It may have ended before its filter chain knew of this WebSocket, or before Tyrus
            // had a session.
            tcpEnded();
            closeTyrus();
        }
    }

    /** Bytes of the peer. */
    void read(Buffer input) {
        reader.read(input);
    }

    @Override
    public void send(String text) {
        if (turns.ended() == null) {
            out.frame(Frames.text(text));
        }
    }

    @Override
    public void send(byte[] binary) {
        if (turns.ended() == null) {
            out.frame(Frames.binary(binary));
        }
    }

    @Override
    public void ping() {
        out.frame(Frames.ping());
    }

    @Override
    public void close(int code, String reason) {
        if (out.close(Frames.close(code, reason), () -> turns.end(new SocketClosed(code, By.US)))) {
            linger.cutAfterGrace(tcp);
        }
    }

    @Override
    public long queuedBytes() {
        // What was queued when TCP ended is gone, though Grizzly does not account for all of it.
        return tcp.isOpen() ? out.queuedBytes() : 0;
    }

    @Override
    public InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** Ends TCP without another word. */
    void cut() {
        tcp.terminateSilently();
    }

    @Override
    public boolean reading() {
        SocketClosed end = turns.ended();
        return end == null || end.by() == By.US;
    }

    @Override
    public void frame(byte[] frame, int payload, boolean whole) {
        if (turns.ended() != null) {
            if ((frame[0] & 0xF) == Frames.CLOSE) {
                // The answer to our close; the server ends TCP first (RFC 6455 section 7.1.1).
                tcp.closeSilently();
            }
        } else if (whole && (frame[0] & 0xF) == Frames.BINARY) {
            binary(Arrays.copyOfRange(frame, payload, frame.length));
        } else if (!whole || !plainText(frame, payload)) {
            toTyrus(frame, payload);
        }
    }

    /** Delivers a whole text message; false where it is not UTF-8. */
    private boolean plainText(byte[] frame, int payload) {
        int length = frame.length - payload;
        String text = new String(frame, payload, length, StandardCharsets.UTF_8);
        // Decoding puts U+FFFD where bytes are wrong, and where the client has sent it.
        if (text.indexOf('\uFFFD') >= 0 && !isUtf8(ByteBuffer.wrap(frame, payload, length))) {
            return false;
        }
        text(text);
        return true;
    }

    private static boolean isUtf8(ByteBuffer bytes) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(bytes);
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }

    private void toTyrus(byte[] frame, int payload) {
        Connection judge = tyrus;
        if (judge == null) {
            return;
        }
        if ((frame[0] & 0xF) == Frames.CLOSE) {
            peerCode =
                    frame.length - payload < 2
                            ? NO_STATUS
                            : (frame[payload] & 0xFF) << 8 | (frame[payload + 1] & 0xFF);
        }
        judge.getReadHandler().handle(ByteBuffer.wrap(frame));
    }

    @Override
    public void violation(int code, String reason) {
        log.atDebug().addKeyValue("code", code).log("Client broke the protocol: {}", reason);
        if (out.close(
                Frames.close(code, reason), () -> turns.end(new SocketClosed(code, By.LOST)))) {
            linger.end(tcp);
        }
    }

    /** Tyrus ends the session: for the peer's close frame, or for a rule the peer broke. */
    void tyrusClosed(int code) {
        boolean asked = peerCode == code || (peerCode == NO_STATUS && code == 1000);
        turns.end(asked ? new SocketClosed(peerCode, By.PEER) : new SocketClosed(code, By.LOST));
    }

    @Override
    public void tyrusFinished() {
        out.seal();
        if (!tcp.isOpen()) {
            return;
        }
        SocketClosed end = turns.ended();
        if (end != null && end.by() == By.LOST) {
            linger.end(tcp);
        } else {
            tcp.closeSilently();
            linger.cutAfterGrace(tcp);
        }
    }

    @Override
    public void overflow() {
        log.atInfo()
                .addKeyValue("event", "slow_reader")
                .addKeyValue("remote", remoteAddress)
                .addKeyValue("code", farewell.code())
                .log("Client reads too slowly and is closed");
        slow.run();
        turns.end(new SocketClosed(farewell.code(), By.SLOW_READER));
        // Behind what waits: whoever reads again within the grace hears why it ends.
        out.farewell(Frames.close(farewell.code(), farewell.reason()));
        linger.end(tcp);
    }

    /** TCP has ended; calls after the first do nothing. */
    void tcpEnded() {
        if (!tcpGone.compareAndSet(false, true)) {
            return;
        }
        out.seal();
        turns.end(new SocketClosed(ABNORMAL, By.LOST));
        // Not here: this may be inside a write that failed, and Tyrus takes locks of its own.
        Thread.ofVirtual().name("socket-gone").start(this::closeTyrus);
        halfGone();
    }

    /** Makes Tyrus forget its session. */
    private void closeTyrus() {
        Connection session = tyrus;
        if (session != null) {
            session.close(new CloseReason(CloseReason.CloseCodes.CLOSED_ABNORMALLY, ""));
        }
    }

    /** A whole text message. */
    void text(String text) {
        turns.deliver(to -> to.onText(text));
    }

    /** A whole binary message, which is the listener's. */
    void binary(byte[] bytes) {
        turns.deliver(to -> to.onBinary(bytes));
    }

    /** A pong. */
    void pong() {
        turns.deliver(SocketListener::onPong);
    }

    private void failed(Throwable e) {
        log.error("Listener of a WebSocket failed, which closes it", e);
        close(INTERNAL_ERROR, "internal error");
    }

    private void halfGone() {
        if (halvesLeft.decrementAndGet() == 0) {
            gone.accept(this);
        }
    }
}
