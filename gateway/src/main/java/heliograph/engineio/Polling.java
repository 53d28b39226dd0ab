package heliograph.engineio;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.RandomId;
import heliograph.transport.Socket;
import heliograph.transport.SocketListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Long polling at this node: the sessions it owns, the requests it holds, the WebSockets that are
 * to replace long polling. What other nodes do comes in as {@link SharedSessions.Node}.
 */
final class Polling implements SharedSessions.Node {
    private final SharedSessions shared;
    private final EngineConfig config;
    private final EngineApplication application;
    private final ScheduledExecutorService timer;
    private final HeldGets gets;
    private final PassedPosts posts;
    private final Map<String, PolledSession> owned = new ConcurrentHashMap<>();

    /** WebSockets whose sessions are on their way here, by session. */
    private final Map<String, Probe> arriving = new ConcurrentHashMap<>();

    private volatile boolean stopping;

    Polling(
            SharedSessions shared,
            EngineConfig config,
            EngineApplication application,
            ScheduledExecutorService timer) {
        this.shared = shared;
        this.config = config;
        this.application = application;
        this.timer = timer;
        this.gets = new HeldGets(shared, config, timer);
        this.posts = new PassedPosts(shared, config, timer);
        shared.attach(this);
    }

    /** How many sessions this node owns. */
    int sessions() {
        return owned.size();
    }

    /** Opens a session by a GET without a sid. */
    CompletionStage<HttpResponse> open(
            HttpRequest handshake, Function<String, String> announcement) {
        if (stopping) {
            return CompletableFuture.completedStage(PollingAnswers.unavailable());
        }
        String sid = RandomId.next();
        return shared.open(sid, config.patience())
                .handle((_, failure) -> {
                    if (failure != null) {
                        return PollingAnswers.unavailable();
                    }
                    own(sid, handshake, application::opened).release();
                    return PollingAnswers.packets(announcement.apply(sid));
                });
    }

    private PolledSession own(
            String sid, HttpRequest handshake, Function<EngineSession, EngineListener> opened) {
        PolledSession session =
                new PolledSession(
                        sid,
                        handshake,
                        opened,
                        gone -> owned.remove(sid, gone),
                        shared,
                        config,
                        timer);
        owned.put(sid, session);
        session.begin();
        return session;
    }

    /** A request with a sid. */
    CompletionStage<HttpResponse> request(String sid, HttpRequest request) {
        return request.method().equals("GET") ? gets.get(sid, request) : posts.post(sid, request);
    }

    /** Opens no more sessions; those that are there go on. */
    void stopOpening() {
        stopping = true;
    }

    /** Answers what is held and closes what is owned, so that clients go elsewhere. */
    void stop(int code, String reason) {
        stopping = true;
        gets.stop();
        owned.values().forEach(session -> session.close(code, reason));
    }

    /** How a session stands, for a WebSocket that names it. */
    CompletionStage<SharedSessions.Standing> find(String sid) {
        return shared.find(sid);
    }

    /** A WebSocket with the sid of a session on long polling. */
    SocketListener probe(String sid, HttpRequest upgrade, Socket socket) {
        return new Probe(sid, upgrade, socket, shared, this, config, timer);
    }

    /** The client has sent the packet that finishes an upgrade. */
    void finish(Probe probe) {
        PolledSession session = owned.get(probe.sid());
        arriving.put(probe.sid(), probe);
        if (probe.isOver()) {
            forget(probe);
            shared.cancelUpgrade(probe.sid(), probe.id());
            return;
        }
        Runnable ask =
                () ->
                        shared.finishUpgrade(probe.sid(), probe.id())
                                .whenComplete((finished, failure) ->
                                        finished(probe, session, finished, failure));
        if (session == null) {
            ask.run();
        } else {
            session.hold(ask);
        }
    }

    private void finished(
            Probe probe,
            @Nullable PolledSession session,
            SharedSessions.@Nullable Finished finished,
            @Nullable Throwable failure) {
        switch (finished) {
            case SharedSessions.Finished.Own(var packets) when session != null -> {
                forget(probe);
                bind(probe, session, packets);
            }
            case SharedSessions.Finished.Moving _ -> {}
            case null, default -> {
                forget(probe);
                probe.refuse();
                if (failure == null && session != null) {
                    session.release();
                } else if (session != null) {
                    // What waited may have been handed out, and nobody has it.
                    session.lost();
                } else if (failure != null) {
                    shared.drop(probe.sid(), EngineClosed.TRANSPORT_LOST);
                }
            }
        }
    }

    private static void bind(Probe probe, PolledSession session, List<String> packets) {
        SocketListener reader = session.changeTo(probe.socket(), packets);
        if (!probe.bind(reader, session::take)) {
            session.ended(EngineClosed.TRANSPORT_LOST);
        }
    }

    /** A WebSocket that does not become the transport, or is it by now. */
    void forget(Probe probe) {
        arriving.remove(probe.sid(), probe);
    }

    @Override
    public void wake(String request) {
        gets.wake(request);
    }

    @Override
    public void taken(String request, boolean accepted) {
        posts.taken(request, accepted);
    }

    @Override
    public void posted(String sid, String request, String from, String body) {
        PolledSession session = owned.get(sid);
        if (session != null) {
            session.posted(request, from, body);
        } else {
            // It has ended here, which what is shared may not know.
            shared.taken(sid, request, from, false, false);
            shared.drop(sid, EngineClosed.TRANSPORT_LOST);
        }
    }

    @Override
    public void ended(String sid, EngineClosed why) {
        with(sid, session -> session.ended(why));
    }

    @Override
    public void paused(String sid, String probe) {
        with(sid, session -> session.pause(probe));
    }

    @Override
    public void resumed(String sid) {
        with(sid, PolledSession::resume);
    }

    @Override
    public void asked(String sid, String by) {
        with(sid, session -> session.handOver(by));
    }

    @Override
    public void offered(String sid) {
        Probe probe = arriving.get(sid);
        if (probe != null) {
            // Where its WebSocket is gone it stays with its former owner, who ends it.
            shared.takeOver(sid)
                    .thenAccept(handed -> handed.ifPresent(session -> takeOver(probe, session)));
        }
    }

    private void takeOver(Probe probe, SharedSessions.TakenOver handed) {
        forget(probe);
        PolledSession session =
                own(
                        probe.sid(),
                        probe.upgrade(),
                        opened -> application.takeOver(opened, handed.state()));
        bind(probe, session, handed.packets());
    }

    @Override
    public void arrived(String sid) {
        PolledSession session = owned.remove(sid);
        if (session != null) {
            session.arrived();
        }
    }

    @Override
    public void missed() {
        gets.wakeAll();
    }

    private void with(String sid, Consumer<PolledSession> action) {
        PolledSession session = owned.get(sid);
        if (session != null) {
            action.accept(session);
        }
    }
}
