package heliograph.faults;

import heliograph.client.Client;
import heliograph.client.Client.Heard;
import heliograph.client.Client.Protocol;
import java.time.Duration;
import java.util.Collection;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Somebody in a call who does what a good client does: numbers what it says, repeats it with the
 * same id until the gateway has answered, and connects again where the connection was lost, to
 * whatever node the balancer gives it, with what it has to resume.
 */
final class Caller implements Runnable {
    /** As socket.io-client: a second, more or less the half. */
    private static final Duration RECONNECTION_DELAY = Duration.ofSeconds(1);

    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private final Habits habits;
    private final String room;
    private final String user;
    private final String other;
    private final Ledger ledger;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicBoolean end = new AtomicBoolean();
    private final CompletableFuture<@Nullable Void> silent = new CompletableFuture<>();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger userLeft = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final AtomicLong slowestAnswer = new AtomicLong();
    private final AtomicBoolean undescribed = new AtomicBoolean();
    private final Queue<Recovery> recoveries = new ConcurrentLinkedQueue<>();
    private boolean seated = true;
    private volatile Client client;

    /**
     * A session resumed.
     *
     * @param nanos since it found the connection lost
     * @param waited nanoseconds of these that it waited of its own accord, as clients do
     */
    record Recovery(long nanos, long waited) {}

    /**
     * What it does.
     *
     * @param balancer the port to connect to when the connection was lost
     * @param talks whether it says anything, or only listens
     * @param pause between two messages
     * @param padding letters that fill each message
     * @param losesAnswers whether the answer to its first attempt to resume always gets lost
     * @param careful whether it says of what it repeats that it does
     */
    record Habits(
            IntSupplier balancer,
            boolean talks,
            Duration pause,
            int padding,
            boolean losesAnswers,
            boolean careful) {
        Habits thatOnlyListens() {
            return new Habits(balancer, false, pause, padding, losesAnswers, careful);
        }

        Habits careless() {
            return new Habits(balancer, talks, pause, padding, losesAnswers, false);
        }
    }

    /** Connects there and joins. */
    Caller(
            Protocol protocol,
            int port,
            Habits habits,
            String room,
            String user,
            String other,
            Ledger ledger) {
        this.habits = habits;
        this.room = room;
        this.user = user;
        this.other = other;
        this.ledger = ledger;
        this.client = protocol.connect(port, user);
        client.tell(this::hear);
        join();
    }

    String user() {
        return user;
    }

    /** How often it went on with its session. */
    int resumed() {
        return resumed.get();
    }

    /** How often it was told that it cannot, and joined again. */
    int told() {
        return told.get();
    }

    /** How often it heard that the other had left. */
    int userLeft() {
        return userLeft.get();
    }

    /** How often it was told that the gateway cannot reach its store. */
    int unavailable() {
        return unavailable.get();
    }

    /** The longest that it waited for an answer, in nanoseconds. */
    long slowestAnswer() {
        return slowestAnswer.get();
    }

    /** Each time that it was resumed. */
    Collection<Recovery> recoveries() {
        return recoveries;
    }

    /** Takes nothing more from the network. */
    void stopReading() {
        client.stopReading();
    }

    /** Takes what has gathered. */
    void readOn() {
        client.readOn();
    }

    /** Says what it has begun to say and then no more; it goes on listening. */
    void beSilent() {
        stop.set(true);
    }

    /** Done when the last word is said. */
    CompletableFuture<@Nullable Void> silent() {
        return silent;
    }

    /** Goes home. */
    void end() {
        stop.set(true);
        end.set(true);
    }

    private void hear(Heard heard) {
        if (heard.event().equals("iceCandidate")) {
            ledger.heard(
                    heard.data().path("fromUserId").asString(),
                    user,
                    number(heard.data().path("candidate").path("candidate").asString()));
        } else if (heard.event().equals("userLeft")) {
            userLeft.incrementAndGet();
        } else if (heard.event().equals("userJoined")) {
            undescribed.set(true);
        }
    }

    /** The number that a candidate begins with. */
    static int number(String candidate) {
        int end = candidate.indexOf(' ');
        return Integer.parseInt(end < 0 ? candidate : candidate.substring(0, end));
    }

    /** Candidates belong to a description: the other must have one of the same generation. */
    void describe() {
        if (!isDescribed()) {
            throw new AssertionError(user + " could not describe");
        }
    }

    private boolean isDescribed() {
        String sdp = "v=0\\r\\na=ice-ufrag:" + user + "\\r\\n";
        return ask(
                        "answer",
                        """
                        {"roomId":"%s","targetUserId":"%s","sdp":{"type":"answer","sdp":"%s"}}\
                        """
                                .formatted(room, other, sdp))
                .path("success")
                .asBoolean();
    }

    @Override
    public void run() {
        if (habits.talks()) {
            talk();
        }
        silent.complete(null);
        listen();
    }

    private void talk() {
        for (int number = 1; !stop.get(); number++) {
            int attempt = 0;
            while (!isAccepted(message(number, attempt++))) {
                if (end.get()) {
                    return;
                }
                pause();
            }
            ledger.accepted(user, other, number);
            pause();
        }
    }

    /** Who is careless gives what it repeats a new id, and another look. */
    private String message(int number, int attempt) {
        int repetition = habits.careful() ? 0 : attempt;
        return """
        {"roomId":"%s","targetUserId":"%s","messageId":"%s-%d-%d","sequence":%d,"candidate":{"candidate":"%d %s","sdpMid":"%d","usernameFragment":"%s"}}\
        """
                .formatted(
                        room,
                        other,
                        user,
                        number,
                        repetition,
                        number,
                        number,
                        "x".repeat(habits.padding()),
                        repetition,
                        user);
    }

    private void listen() {
        while (!end.get()) {
            if (!client.isOpen()) {
                reconnect();
            }
            pause();
        }
    }

    private void pause() {
        LockSupport.parkNanos(habits.pause().toNanos());
    }

    private boolean isAccepted(String message) {
        try {
            // Who has come anew, and whom a newcomer has never heard, describes itself again.
            if (undescribed.getAndSet(false) && !isDescribed()) {
                undescribed.set(true);
                return false;
            }
            return ask("iceCandidate", message).path("success").asBoolean();
        } catch (AssertionError lost) {
            reconnect();
            return false;
        }
    }

    private JsonNode ask(String event, String message) {
        if (!client.isOpen()) {
            throw new AssertionError("the connection is lost");
        }
        long start = System.nanoTime();
        JsonNode answer = client.ask(event, message);
        slowestAnswer.accumulateAndGet(System.nanoTime() - start, Math::max);
        String code = answer.path("code").asString(answer.path("reason").asString(""));
        if (code.equalsIgnoreCase("unavailable")) {
            unavailable.incrementAndGet();
        }
        return answer;
    }

    private void reconnect() {
        client.cut();
        long start = System.nanoTime();
        long waited = 0;
        while (!end.get()) {
            long delay =
                    (long)
                            (RECONNECTION_DELAY.toNanos()
                                    * ThreadLocalRandom.current().nextDouble(0.5, 1.5));
            LockSupport.parkNanos(delay);
            waited += delay;
            try {
                if (habits.losesAnswers()) {
                    client.resumeInVain(
                            habits.balancer().getAsInt(),
                            ThreadLocalRandom.current().nextInt(5),
                            PATIENCE);
                }
                Client next = client.resume(habits.balancer().getAsInt());
                client = next;
                seated &= next.isResumed();
                if (seated) {
                    recoveries.add(new Recovery(System.nanoTime() - start, waited));
                    resumed.incrementAndGet();
                } else {
                    join();
                    seated = true;
                    undescribed.set(true);
                    told.incrementAndGet();
                }
                return;
            } catch (AssertionError again) {
                // Nobody there, or not now.
            }
        }
    }

    private void join() {
        JsonNode answer = client.ask("joinRoom", "{\"roomId\":\"" + room + "\"}");
        if (!answer.has("roomId")) {
            throw new AssertionError("not joined: " + answer);
        }
    }
}
