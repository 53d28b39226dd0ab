package heliograph.bench;

import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * Two users in a room of their own who set up one call after another. Both live on one loop. In a
 * closed run everything happens on that loop's thread; in an open run one other thread calls {@link
 * #sendNext}, and the loop only receives.
 */
final class Pair {
    /** Told about every signal that came for the first time. */
    interface Arrivals {
        /**
         * A signal came.
         *
         * @param pair on whose behalf
         * @param dueNanos when it was due
         */
        void onArrival(Pair pair, long dueNanos);
    }

    private final String roomId;
    private final Client caller;
    private final Client callee;
    private final Ledger fromCaller = new Ledger();
    private final Ledger fromCallee = new Ledger();
    private final CallScript script;
    private final Tally tally;
    private final Arrivals arrivals;
    private final CompletableFuture<Void> callerJoined = new CompletableFuture<>();
    private final CompletableFuture<Void> calleeJoined = new CompletableFuture<>();
    private volatile @Nullable Loop loop;
    private long next; // counts signals over all rounds

    Pair(String name, LoadOptions options, Tally tally, Arrivals arrivals) {
        this.roomId = "room-" + name;
        this.tally = tally;
        this.arrivals = arrivals;
        this.caller = client(options, "caller-" + name, fromCallee, callerJoined);
        this.callee = client(options, "callee-" + name, fromCaller, calleeJoined);
        this.script = new CallScript(roomId, caller.userId(), callee.userId());
    }

    private Client client(
            LoadOptions options, String userId, Ledger incoming, CompletableFuture<Void> joined) {
        Credentials credentials = Credentials.of(userId, options.jwtSecret(), Instant.now());
        return new Client(
                options.protocol().dialect(), credentials, new Listening(incoming, joined));
    }

    /**
     * Connects both, each to its node, and takes both seats.
     *
     * @param home the loop of both
     * @return ends when both have joined
     */
    CompletionStage<Void> join(Loop home, Node callersNode, Node calleesNode) {
        loop = home;
        return CompletableFuture.allOf(
                enter(caller, home, callersNode, callerJoined),
                enter(callee, home, calleesNode, calleeJoined));
    }

    private CompletableFuture<Void> enter(
            Client client, Loop home, Node node, CompletableFuture<Void> joined) {
        return client.connect(home, node)
                .thenCompose(_ -> {
                    client.say("joinRoom", "{\"roomId\":\"" + roomId + "\"}");
                    return joined;
                })
                .toCompletableFuture();
    }

    /** Runs on the loop of this pair, soon; nothing happens before it has joined. */
    void execute(Runnable task) {
        Loop home = loop;
        if (home != null) {
            home.execute(task);
        }
    }

    /** Which place of the set-up comes next, 0 to 21. */
    int nextPlace() {
        return (int) (next % CallScript.SIGNALS);
    }

    /**
     * Sends the next signal.
     *
     * @param dueNanos when it should have gone, {@link System#nanoTime}
     */
    void sendNext(long dueNanos) {
        int place = nextPlace();
        long round = next / CallScript.SIGNALS;
        next++;
        boolean callers = CallScript.fromCaller(place);
        long sequence = (callers ? fromCaller : fromCallee).send(dueNanos);
        CallScript.Signal signal = script.signal(round, place, sequence);
        (callers ? caller : callee).say(signal.event(), signal.json());
    }

    /** Signals under way, or lost. */
    long missing() {
        return fromCaller.missing() + fromCallee.missing();
    }

    /** Signals that came again, or were never sent. */
    long doubled() {
        return fromCaller.doubled() + fromCallee.doubled();
    }

    /** Signals that came after a later one of the same sender. */
    long reordered() {
        return fromCaller.reordered() + fromCallee.reordered();
    }

    /** Both go. */
    void leave() {
        caller.leave();
        callee.leave();
    }

    /** What one of the two hears. */
    private final class Listening implements Client.Ears {
        private final Ledger incoming;
        private final CompletableFuture<Void> joined;

        Listening(Ledger incoming, CompletableFuture<Void> joined) {
            this.incoming = incoming;
            this.joined = joined;
        }

        @Override
        public void onEvent(String name, String message) {
            switch (name) {
                case "offer", "answer", "iceCandidate" -> onSignal(message);
                case "joinedRoom" -> joined.complete(null);
                case "offerAck", "answerAck" -> {
                    if (message.contains("\"success\":false")) {
                        onTrouble(name + " " + Dialect.quotedAfter(message, "\"reason\":\"", 0));
                    }
                }
                case "error" ->
                        onTrouble("error " + Dialect.quotedAfter(message, "\"code\":\"", 0));
                case "userLeft", "stateReset" -> onTrouble(name);
                default -> {
                    // userJoined and the like: not what is measured.
                }
            }
        }

        private void onSignal(String message) {
            long due = incoming.received(Sequences.last(message));
            if (due != Ledger.DOUBLED) {
                tally.received();
                arrivals.onArrival(Pair.this, due);
            }
        }

        @Override
        public void onTrouble(String what) {
            tally.error(what);
            joined.completeExceptionally(new IllegalStateException(what));
        }
    }
}
