package heliograph.scripts;

import static java.util.concurrent.TimeUnit.SECONDS;

import heliograph.state.Entry.Said;
import heliograph.state.NodeId;
import heliograph.state.Offset;
import heliograph.state.Publication;
import heliograph.state.RoomId;
import heliograph.state.ScriptObserver;
import heliograph.state.SessionId;
import heliograph.state.StateStore;
import heliograph.state.Windows;
import heliograph.state.redis.RedisStateStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** A gateway node as far as the store knows it: a store of its own, and what is published to it. */
final class Node implements AutoCloseable {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Server server;
    private final NodeId id;
    private final StateStore store;
    private final List<Publication> log = new ArrayList<>();

    Node(Server server, String id, Windows windows, ScriptObserver observer) {
        this.server = server;
        this.id = new NodeId(id);
        this.store = RedisStateStore.connect(server.url(), windows, TIMEOUT, observer);
        get(store.nodes().listen(this.id, this::note));
    }

    private void note(Publication publication) {
        synchronized (log) {
            log.add(publication);
        }
    }

    NodeId id() {
        return id;
    }

    StateStore store() {
        return store;
    }

    /** A user of this node, with an open session, who may sit down in a room. */
    Peer peer(String room, String user) {
        return Peer.connected(this, new RoomId(room), user, "session-" + UUID.randomUUID());
    }

    /** Says that it lives, as a node does all the time. */
    void beat() {
        get(store.nodes().renew(id));
    }

    /** A user of this node who sits in a room. */
    Peer seated(String room, String user) {
        Peer peer = peer(room, user);
        peer.sitDown();
        return peer;
    }

    /**
     * All that was published to this node until now: a mark is published behind it and waited for,
     * so that nothing can still be on its way.
     */
    List<Publication> heard() {
        Said mark = new Said("mark", UUID.randomUUID().toString());
        Publication marked =
                new Publication.News(
                        List.of(new Publication.Address(new SessionId("nobody"), new Offset(1, 1))),
                        mark);
        server.raw().publish("hg:node:" + id, "n\nnobody~1 1-1\ne\nmark\n" + mark.data());
        return Awaitility.await()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(TIMEOUT)
                .until(this::copy, heard -> heard.contains(marked))
                .stream()
                .filter(publication -> !isMark(publication))
                .toList();
    }

    /** Nothing of this is of interest any more. */
    void forgetWhatWasHeard() {
        heard();
        synchronized (log) {
            log.clear();
        }
    }

    private List<Publication> copy() {
        synchronized (log) {
            return List.copyOf(log);
        }
    }

    private static boolean isMark(Publication publication) {
        return publication instanceof Publication.News(_, Said said) && said.event().equals("mark");
    }

    /** Waits for an answer; throws what the store failed with. */
    static <T extends @Nullable Object> T get(CompletionStage<T> stage) {
        try {
            return stage.toCompletableFuture().get(TIMEOUT.toSeconds(), SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException failure) {
                throw failure;
            }
            throw new CompletionException(e.getCause());
        } catch (TimeoutException e) {
            throw new AssertionError("no answer within " + TIMEOUT, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for the store", e);
        }
    }

    @Override
    public void close() {
        store.close();
    }
}
