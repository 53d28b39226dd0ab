package heliograph.engineio;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.RandomId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The GETs of long polling that came to this node, whichever owns their sessions (socketio-facts
 * A5). No thread waits: a GET asks when something may be there for it, or its session have expired.
 */
final class HeldGets {
    private static final Logger LOG = LoggerFactory.getLogger(HeldGets.class);

    /** While a probe is open a GET waits this long for the upgrade, then it is answered. */
    private static final Duration SOON = Duration.ofMillis(50);

    /** How often is looked whether the owners of the sessions that wait here are there. */
    private static final Duration LOOK = Duration.ofMillis(500);

    private final SharedSessions shared;
    private final EngineConfig config;
    private final ScheduledExecutorService timer;
    private final Map<String, Get> gets = new ConcurrentHashMap<>();
    private final Map<String, Integer> absences = new HashMap<>(); // guarded by itself
    private volatile boolean stopping;

    HeldGets(SharedSessions shared, EngineConfig config, ScheduledExecutorService timer) {
        this.shared = shared;
        this.config = config;
        this.timer = timer;
        var _ =
                timer.scheduleWithFixedDelay(
                        this::look, LOOK.toMillis(), LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** A GET of a session, which ends where its client goes before the answer comes. */
    CompletableFuture<HttpResponse> get(String sid, HttpRequest request) {
        Get get = new Get(sid);
        gets.put(get.request, get);
        var _ = get.answer.whenComplete((_, _) -> get.forget());
        request.presence().whenGone(get::abort);
        get.ask();
        return get.answer;
    }

    /** A GET that is held here is to look again. */
    void wake(String request) {
        Get get = gets.get(request);
        if (get != null) {
            get.ask();
        }
    }

    /** Wakes may have been missed. */
    void wakeAll() {
        gets.values().forEach(Get::ask);
    }

    /** Gives every GET back; its client asks another node. */
    void stop() {
        stopping = true;
        gets.values().forEach(Get::giveBack);
    }

    /** Sessions whose owner has died end here, as nobody else can tell. */
    private void look() {
        Map<String, List<Get>> byOwner = new HashMap<>();
        for (Get get : gets.values()) {
            String owner = get.owner;
            if (owner != null) {
                byOwner.computeIfAbsent(owner, _ -> new ArrayList<>()).add(get);
            }
        }
        synchronized (absences) {
            absences.keySet().retainAll(byOwner.keySet());
        }
        byOwner.forEach((owner, waiting) ->
                shared.isThere(owner)
                        .whenComplete((there, failure) -> {
                            if (failure == null && isGone(owner, there)) {
                                LOG.debug("The owner of polled sessions is gone: {}", owner);
                                waiting.forEach(
                                        get -> shared.drop(get.sid, EngineClosed.TRANSPORT_LOST));
                            }
                        }));
    }

    /** Missed twice in a row: an owner may be making its subscription anew. */
    private boolean isGone(String owner, boolean there) {
        synchronized (absences) {
            if (there) {
                absences.remove(owner);
                return false;
            }
            return absences.merge(owner, 1, Integer::sum) > 1;
        }
    }

    /** One GET. It asks one question at a time. */
    private final class Get {
        private final String sid;
        private final String request = RandomId.next();
        private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();
        private boolean asking; // guarded by this
        private boolean askAgain; // guarded by this
        private boolean asked; // guarded by this
        private @Nullable Future<?> alarm; // guarded by this
        private volatile @Nullable String owner;

        Get(String sid) {
            this.sid = sid;
        }

        void ask() {
            boolean again;
            synchronized (this) {
                if (asking) {
                    askAgain = true;
                    return;
                }
                asking = true;
                askAgain = false;
                again = asked;
                asked = true;
            }
            if (answer.isDone()) {
                return;
            }
            shared.poll(sid, request, again, config.maxPayload())
                    .whenComplete((polled, failure) -> {
                        if (failure != null) {
                            answer.complete(PollingAnswers.unavailable());
                        } else {
                            hear(polled);
                        }
                    });
        }

        private void hear(SharedSessions.Polled polled) {
            switch (polled) {
                case SharedSessions.Polled.Packets(var packets) ->
                        answer.complete(PollingAnswers.packets(Payload.join(packets)));
                case SharedSessions.Polled.Refused _ ->
                        answer.complete(EngineError.BAD_REQUEST.response());
                case SharedSessions.Polled.Unknown _ ->
                        answer.complete(EngineError.SESSION_ID_UNKNOWN.response());
                case SharedSessions.Polled.Wait(var by, var left) -> {
                    owner = by;
                    // Redis's clock decides; a millisecond more, as it counts in whole ones.
                    listen(left.plusMillis(1));
                }
                case SharedSessions.Polled.Soon _ -> listen(SOON);
            }
        }

        /**
         * The question is answered; a wake that came meanwhile asks it once more.
         *
         * @param until when to ask without a wake
         */
        private void listen(Duration until) {
            boolean again;
            synchronized (this) {
                asking = false;
                again = askAgain;
                cancelAlarm();
                if (!again && !stopping && !answer.isDone() && !timer.isShutdown()) {
                    alarm = timer.schedule(this::ask, until.toMillis(), TimeUnit.MILLISECONDS);
                }
            }
            if (stopping) {
                giveBack();
            } else if (again) {
                ask();
            }
        }

        /** The client is gone, and nobody reads this answer. */
        void abort() {
            if (answer.complete(PollingAnswers.packets(""))) {
                shared.abort(sid, request);
            }
        }

        /** Answers with nothing, once no other node takes the next GET for a second one. */
        void giveBack() {
            synchronized (this) {
                if (asking) {
                    // Its answer may be packets, which must not be lost; listen() comes back here.
                    return;
                }
                asking = true;
            }
            shared.release(sid, request)
                    .whenComplete((_, _) -> answer.complete(PollingAnswers.packets("6")));
        }

        private void forget() {
            gets.remove(request);
            synchronized (this) {
                cancelAlarm();
            }
        }

        private void cancelAlarm() {
            if (alarm != null) {
                alarm.cancel(false);
            }
        }
    }
}
