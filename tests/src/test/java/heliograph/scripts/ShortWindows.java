package heliograph.scripts;

import heliograph.state.Windows;
import java.time.Duration;

/** The seed's windows with some made shorter, so that a test can see them end. */
final class ShortWindows {
    private Duration sequence = Windows.DEFAULTS.sequence();
    private Duration stale = Windows.DEFAULTS.stale();
    private Duration restartCooldown = Windows.DEFAULTS.restartCooldown();
    private int maxFailures = Windows.DEFAULTS.maxFailures();
    private Duration candidates = Windows.DEFAULTS.candidates();
    private int maxCandidates = Windows.DEFAULTS.maxCandidates();
    private Duration glare = Windows.DEFAULTS.glare();
    private Duration seatGrace = Windows.DEFAULTS.seatGrace();
    private Duration recovery = Windows.DEFAULTS.recovery();
    private Duration silence = Windows.DEFAULTS.silence();
    private int inboxLimit = Windows.DEFAULTS.inboxLimit();
    private Duration nodeLease = Windows.DEFAULTS.nodeLease();
    private Duration roomTtl = Windows.DEFAULTS.roomTtl();
    private int roomCapacity = Windows.DEFAULTS.roomCapacity();
    private boolean autoCreateRooms = Windows.DEFAULTS.autoCreateRooms();
    private Duration rate = Windows.DEFAULTS.rate();
    private int joins = Windows.DEFAULTS.joins();
    private int descriptions = Windows.DEFAULTS.descriptions();
    private int candidateEvents = Windows.DEFAULTS.candidateEvents();

    ShortWindows sequence(int millis) {
        sequence = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows stale(int millis) {
        stale = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows restartCooldown(int millis) {
        restartCooldown = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows maxFailures(int count) {
        maxFailures = count;
        return this;
    }

    ShortWindows candidates(int millis) {
        candidates = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows maxCandidates(int count) {
        maxCandidates = count;
        return this;
    }

    ShortWindows glare(int millis) {
        glare = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows seatGrace(int millis) {
        seatGrace = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows recovery(int millis) {
        recovery = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows silence(int millis) {
        silence = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows inboxLimit(int entries) {
        inboxLimit = entries;
        return this;
    }

    ShortWindows nodeLease(int millis) {
        nodeLease = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows roomTtl(int millis) {
        roomTtl = Duration.ofMillis(millis);
        return this;
    }

    ShortWindows roomCapacity(int seats) {
        roomCapacity = seats;
        return this;
    }

    ShortWindows autoCreateRooms(boolean auto) {
        autoCreateRooms = auto;
        return this;
    }

    ShortWindows rate(int millis) {
        rate = Duration.ofMillis(millis);
        return this;
    }

    /** The same limit for each of the three kinds. */
    ShortWindows events(int count) {
        joins = count;
        descriptions = count;
        candidateEvents = count;
        return this;
    }

    Windows build() {
        return new Windows(
                sequence,
                stale,
                restartCooldown,
                Windows.DEFAULTS.maxRestarts(),
                maxFailures,
                candidates,
                maxCandidates,
                glare,
                seatGrace,
                recovery,
                silence,
                inboxLimit,
                nodeLease,
                roomTtl,
                roomCapacity,
                autoCreateRooms,
                rate,
                joins,
                descriptions,
                candidateEvents);
    }
}
