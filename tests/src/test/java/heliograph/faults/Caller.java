package heliograph.faults;

import heliograph.client.Client;
import heliograph.client.Client.Heard;
import heliograph.client.Client.Protocol;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntSupplier;
import tools.jackson.databind.JsonNode;

/**
 * Somebody in a call who does what a good client does: numbers what it says, repeats it with the
 * same id until the gateway has answered, and connects again where the connection was lost, to
 * whatever node the balancer gives it, with what it has to resume.
 */
final class Caller implements Runnable {
    /** As socket.io-client: a second, more or less the half. */
    private static final Duration RECONNECTION_DELAY = Duration.ofSeconds(1);

    private static final Duration PAUSE = Scale.OF_THIS_RUN.pause();

    private final IntSupplier balancer;
    private final String room;
    private final String user;
    private final String other;
    private final Ledger ledger;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger told = new AtomicInteger();
    private final AtomicInteger userLeft = new AtomicInteger();
    private final AtomicInteger unavailable = new AtomicInteger();
    private final AtomicLong slowestAnswer = new AtomicLong();
    private final AtomicBoolean undescribed = new AtomicBoolean();
    private Client client;
    private boolean seated = true;

    Caller(
            Protocol protocol,
            IntSupplier balancer,
            String room,
            String user,
            String other,
            Ledger ledger) {
        this.balancer = balancer;
        this.room = room;
        this.user = user;
        this.other = other;
        this.ledger = ledger;
        this.client = protocol.connect(balancer.getAsInt(), user);
        client.tell(this::hear);
        join();
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

    /** Says what it has begun to say and then no more. */
    void stop() {
        stop.set(true);
    }

    private void hear(Heard heard) {
        if (heard.event().equals("iceCandidate")) {
            ledger.heard(
                    heard.data().path("fromUserId").asString(),
                    user,
                    Integer.parseInt(heard.data().path("candidate").path("candidate").asString()));
        } else if (heard.event().equals("userLeft")) {
            userLeft.incrementAndGet();
        } else if (heard.event().equals("userJoined")) {
            undescribed.set(true);
        }
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
        for (int number = 1; !stop.get(); number++) {
            String message =
                    """
                    {"roomId":"%s","targetUserId":"%s","messageId":"%s-%d","sequence":%d,"candidate":{"candidate":"%d","sdpMid":"0","usernameFragment":"%s"}}\
                    """
                            .formatted(room, other, user, number, number, number, user);
            while (!isAccepted(message)) {
                LockSupport.parkNanos(PAUSE.toNanos());
            }
            ledger.accepted(user, other, number);
            LockSupport.parkNanos(PAUSE.toNanos());
        }
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
        while (true) {
            LockSupport.parkNanos(
                    (long)
                            (RECONNECTION_DELAY.toNanos()
                                    * ThreadLocalRandom.current().nextDouble(0.5, 1.5)));
            try {
                Client next = client.resume(balancer.getAsInt());
                client = next;
                seated &= next.isResumed();
                if (seated) {
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
