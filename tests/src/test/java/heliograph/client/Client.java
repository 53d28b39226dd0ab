package heliograph.client;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** One user in front of a gateway. Everything heard is kept in order until somebody asks for it. */
public abstract class Client implements AutoCloseable {
    /** How long a test waits for something that must happen. */
    public static final Duration DEADLINE = Duration.ofSeconds(20);

    protected static final JsonMapper JSON = JsonMapper.builder().build();

    private final String user;
    private final List<Heard> heard = new ArrayList<>();
    private final List<Heard> all = new ArrayList<>();
    private final Map<Integer, CompletableFuture<JsonNode>> asked = new ConcurrentHashMap<>();
    private final AtomicInteger nextId = new AtomicInteger();
    private final CompletableFuture<Closed> closed = new CompletableFuture<>();
    private volatile @Nullable Consumer<Heard> listener;

    /** An event and its data. */
    public record Heard(String event, JsonNode data) {}

    /** How the connection ended, as the client sees it. */
    public record Closed(int code, String reason) {}

    /** The two ways to speak with a gateway. */
    public enum Protocol {
        /** Socket.IO 5 on Engine.IO 4, by a client of our own that shows each packet. */
        SOCKET_IO {
            @Override
            public Client connect(int port, String user, String... query) {
                return SocketIoClient.open(port, user, "{\"userId\":\"" + user + "\"}");
            }
        },
        /** Plain JSON frames. */
        PLAIN {
            @Override
            public Client connect(int port, String user, String... query) {
                return PlainClient.open(
                        URI.create(
                                "ws://127.0.0.1:"
                                        + port
                                        + "/webrtc/ws?userId="
                                        + user
                                        + String.join("", query)),
                        user,
                        Map.of());
            }
        };

        /** A client that is through the handshake and was greeted. */
        public abstract Client connect(int port, String user, String... query);
    }

    protected Client(String user) {
        this.user = user;
    }

    /** Who it is. */
    public String user() {
        return user;
    }

    /** What the server gave to resume with; empty where it gave nothing. */
    public abstract String pid();

    /** Where this client stands: the offset of the last event it heard, empty before the first. */
    public abstract String offset();

    /** Whether this connection goes on with the session of the one before. */
    public abstract boolean isResumed();

    /** Connects anew, as a client does whose connection was lost, to whatever node is there. */
    public final Client resume(int port) {
        return resume(port, pid(), offset());
    }

    /** As a client does that is turned away for the moment: again and again. */
    public final Client resumeWhenPossible(int port) {
        return Awaitility.await()
                .atMost(DEADLINE)
                .pollInterval(Duration.ofMillis(100))
                .ignoreExceptionsMatching(AssertionError.class::isInstance)
                .until(() -> resume(port), _ -> true);
    }

    /** Connects anew and says this to resume with; an empty offset is left out. */
    public final Client resume(int port, String pid, String offset) {
        Client next = successor(pid, offset);
        next.listener = listener;
        next.dial(port);
        next.isAnswered();
        return next;
    }

    /**
     * Connects anew to resume, and is cut off when so many events of the answer have come, or after
     * the patience: it makes nothing of them. What it has to resume with stays what it was.
     */
    public final void resumeInVain(int port, int events, Duration patience) {
        Client lost = successor(pid(), offset());
        lost.dial(port);
        long deadline = System.nanoTime() + patience.toNanos();
        synchronized (lost.heard) {
            long left = patience.toMillis();
            while (lost.heard.size() < events && lost.isOpen() && left > 0) {
                try {
                    lost.heard.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(e);
                }
                left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            }
        }
        lost.cut();
    }

    /** The same user with what it has to resume, not connected yet. */
    protected abstract Client successor(String pid, String offset);

    protected abstract void dial(int port);

    /** Waits until it is resumed or told that it is not. */
    protected abstract void isAnswered();

    /** Takes nothing more from the network. */
    public abstract void stopReading();

    /** Takes what has gathered, and all that follows. */
    public abstract void readOn();

    /** Sends an event. */
    public abstract void say(String event, String json);

    protected abstract void sayWithId(int id, String event, String json);

    /** Sends raw text, whatever it is: a whole WebSocket message. */
    public abstract void sayRaw(String frame);

    /** Sends a raw binary message. */
    public abstract void sayRaw(byte[] frame);

    /** Ends TCP without goodbye. */
    public abstract void cut();

    /** Says goodbye. */
    @Override
    public abstract void close();

    /** Sends an event and waits for its acknowledgement. */
    public JsonNode ask(String event, String json) {
        int id = nextId.incrementAndGet();
        CompletableFuture<JsonNode> answer = new CompletableFuture<>();
        asked.put(id, answer);
        sayWithId(id, event, json);
        if (closed.isDone()) {
            unanswered(answer);
        }
        return await(answer, "acknowledgement of " + event);
    }

    protected void answered(int id, JsonNode data) {
        CompletableFuture<JsonNode> answer = asked.remove(id);
        if (answer != null) {
            answer.complete(data);
        }
    }

    /** From now on, here and on connections that follow, everything heard goes there at once. */
    public void tell(Consumer<Heard> everything) {
        listener = everything;
        heardSoFar().forEach(everything);
    }

    protected void hear(String event, JsonNode data) {
        Consumer<Heard> everything = listener;
        if (everything != null) {
            everything.accept(new Heard(event, data));
            return;
        }
        synchronized (heard) {
            Heard one = new Heard(event, data);
            heard.add(one);
            all.add(one);
            heard.notifyAll();
        }
    }

    protected void ended(int code, String reason) {
        closed.complete(new Closed(code, reason));
        synchronized (heard) {
            heard.notifyAll();
        }
        asked.values().forEach(this::unanswered);
    }

    private void unanswered(CompletableFuture<JsonNode> answer) {
        answer.completeExceptionally(
                new IllegalStateException(user + " was closed: " + closed.join()));
    }

    /** Waits for the end of the connection. */
    public Closed isClosed() {
        return await(closed, "close");
    }

    /** Whether the connection is still there. */
    public boolean isOpen() {
        return !closed.isDone();
    }

    /** The next event of this name, which may have come already; it is taken out. */
    public JsonNode hears(String event) {
        return hears(event, _ -> true);
    }

    /** The next event of this name that fits. */
    public JsonNode hears(String event, Predicate<JsonNode> fits) {
        long deadline = System.nanoTime() + DEADLINE.toNanos();
        synchronized (heard) {
            while (true) {
                for (Heard one : heard) {
                    if (one.event().equals(event) && fits.test(one.data())) {
                        heard.remove(one);
                        return one.data();
                    }
                }
                long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (left <= 0 || closed.isDone()) {
                    throw new AssertionError(
                            user
                                    + " did not hear "
                                    + event
                                    + (closed.isDone() ? " before it was closed" : "")
                                    + "; waiting events: "
                                    + heard);
                }
                try {
                    heard.wait(left);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new AssertionError(e);
                }
            }
        }
    }

    /** Everything heard and not yet asked for, in order; it is taken out. */
    public List<Heard> heardSoFar() {
        synchronized (heard) {
            List<Heard> all = List.copyOf(heard);
            heard.clear();
            return all;
        }
    }

    /** All events of this name so far, asked for or not, in order; nothing is taken out. */
    public List<JsonNode> allHeard(String event) {
        synchronized (heard) {
            return all.stream().filter(one -> one.event().equals(event)).map(Heard::data).toList();
        }
    }

    /** The names of {@link #heardSoFar()}. */
    public List<String> heardEvents() {
        return heardSoFar().stream().map(Heard::event).toList();
    }

    /**
     * Proves that {@code event} was not sent to this client: {@code other} sends a candidate, which
     * comes after everything that was sent before; then none of that name may have come.
     */
    public void hasNotHeard(String event, Client other, String room) {
        String mark = "fence-" + System.nanoTime();
        other.say(
                "iceCandidate",
                """
                {"roomId":"%s","targetUserId":"%s","candidate":{"candidate":"%s","sdpMid":"0"}}\
                """
                        .formatted(room, user, mark));
        hears(
                "iceCandidate",
                data -> data.path("candidate").path("candidate").asString().equals(mark));
        synchronized (heard) {
            assertThat(heard).extracting(Heard::event).doesNotContain(event);
        }
    }

    protected static <T> T await(CompletableFuture<T> future, String what) {
        try {
            return future.get(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new AssertionError("no " + what + " within " + DEADLINE, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AssertionError(e);
        } catch (ExecutionException e) {
            throw new AssertionError(what + " failed", e.getCause());
        }
    }

    protected static @Nullable JsonNode read(String json) {
        return JSON.readTree(json);
    }
}
