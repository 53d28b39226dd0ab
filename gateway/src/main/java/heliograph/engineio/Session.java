package heliograph.engineio;

import heliograph.transport.HttpRequest;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * The outgoing half of a session, and its end. The first reason noted is the one that is told,
 * whatever the socket says later; nothing leaves after it.
 */
final class Session implements EngineSession {
    private static final int PROTOCOL_ERROR = 1002;
    private static final int POLICY_VIOLATION = 1008;
    private static final int TOO_BIG = 1009;
    private static final int INTERNAL_ERROR = 1011;
    private static final int NORMAL = 1000;

    private final String id;
    private final HttpRequest handshake;
    private final Outlet outlet;
    private final Heartbeat heartbeat;
    private final AtomicReference<@Nullable EngineClosed> ending = new AtomicReference<>();
    private volatile @Nullable EngineListener listener;
    private volatile boolean moved;

    Session(
            String id,
            HttpRequest handshake,
            Outlet outlet,
            EngineConfig config,
            ScheduledExecutorService timer) {
        this.id = id;
        this.handshake = handshake;
        this.outlet = outlet;
        this.heartbeat = new Heartbeat(config, timer, this::ping, this::pingTimeout);
    }

    /** Who is told of pings. */
    void listener(EngineListener told) {
        listener = told;
    }

    /** Announces the session and begins the heartbeat. */
    void open(String announcement) {
        outlet.packet(announcement);
        heartbeat.start();
    }

    Heartbeat heartbeat() {
        return heartbeat;
    }

    @Override
    public String id() {
        return id;
    }

    @Override
    public HttpRequest handshake() {
        return handshake;
    }

    @Override
    public void send(String message) {
        if (!isEnding()) {
            outlet.packet("4" + message);
        }
    }

    @Override
    public void send(byte[] message) {
        if (!isEnding()) {
            outlet.message(message);
        }
    }

    @Override
    public long queuedBytes() {
        return outlet.queuedBytes();
    }

    @Override
    public void close(int code, String reason) {
        end(EngineClosed.BY_SERVER, code, reason);
    }

    /** Whether a reason for the end is noted: what still comes in is nobody's business. */
    boolean isEnding() {
        return ending.get() != null;
    }

    /** Whether it was waited for. */
    boolean pong() {
        return heartbeat.pong();
    }

    void closedByClient() {
        end(EngineClosed.BY_CLIENT, NORMAL, "");
    }

    void parseError() {
        end(EngineClosed.PARSE_ERROR, PROTOCOL_ERROR, "parse error");
    }

    void tooBig() {
        end(EngineClosed.PARSE_ERROR, TOO_BIG, "message too big");
    }

    void applicationFailed() {
        end(EngineClosed.BY_SERVER, INTERNAL_ERROR, "internal error");
    }

    void slowReader() {
        end(EngineClosed.SLOW_READER, POLICY_VIOLATION, "slow reader");
    }

    /** The reason noted for the end, if there is one. */
    @Nullable EngineClosed ending() {
        return ending.get();
    }

    /**
     * Another node has the session; what is under way here may still be sent, and nothing ends it.
     */
    void moveAway() {
        moved = true;
        heartbeat.stop();
    }

    /** The transport is gone; gives the reason to tell, which is the one noted first. */
    EngineClosed ended(EngineClosed seen) {
        heartbeat.stop();
        EngineClosed noted = ending.compareAndExchange(null, seen);
        return noted == null ? seen : noted;
    }

    private void ping() {
        if (!isEnding()) {
            EngineListener told = listener;
            if (told != null) {
                told.onPing();
            }
            outlet.packet("2");
        }
    }

    private void pingTimeout() {
        end(EngineClosed.PING_TIMEOUT, INTERNAL_ERROR, "ping timeout");
    }

    private void end(EngineClosed why, int code, String reason) {
        if (!moved && ending.compareAndSet(null, why)) {
            heartbeat.stop();
            outlet.close(why, code, reason);
        }
    }
}
