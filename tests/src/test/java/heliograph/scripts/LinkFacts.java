package heliograph.scripts;

import heliograph.state.Candidates;
import heliograph.state.ConnectionState;
import heliograph.state.Connections.Verdict;
import heliograph.state.SignalingState;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a {@link Model} knows of one direction between two users. */
final class LinkFacts {
    static final int MAX_FAILURES = 3;
    private static final int MAX_RESTARTS = 2;

    SignalingState state = SignalingState.IDLE;
    long offersSent;
    long offersReceived;
    long answersSent;
    long answersReceived;
    int failures;
    int restarts;
    boolean offerIsOpen;
    boolean failing;
    boolean wasRestarted;
    @Nullable String generation;
    @Nullable ConnectionState connection;

    LinkFacts copy() {
        LinkFacts copy = new LinkFacts();
        copy.state = state;
        copy.offersSent = offersSent;
        copy.offersReceived = offersReceived;
        copy.answersSent = answersSent;
        copy.answersReceived = answersReceived;
        copy.failures = failures;
        copy.restarts = restarts;
        copy.offerIsOpen = offerIsOpen;
        copy.failing = failing;
        copy.wasRestarted = wasRestarted;
        copy.generation = generation;
        copy.connection = connection;
        return copy;
    }

    /** Its owner reports; {@code back} is the other direction, which has a cool-down too. */
    Verdict report(ConnectionState reported, LinkFacts back, boolean patient) {
        connection = reported;
        if (reported == ConnectionState.CONNECTED) {
            state = SignalingState.CONNECTED;
            failures = 0;
            restarts = 0;
        }
        boolean restated = failing && patient;
        failing = reported == ConnectionState.FAILED;
        if (!failing || restated) {
            return new Verdict.Noted();
        }
        failures++;
        if (failures >= MAX_FAILURES) {
            state = SignalingState.FAILED;
        }
        if (failures >= MAX_FAILURES || restarts >= MAX_RESTARTS) {
            return new Verdict.GaveUp();
        }
        if (patient && (wasRestarted || back.wasRestarted)) {
            return new Verdict.Noted();
        }
        state = SignalingState.RESTARTING;
        restarts++;
        wasRestarted = true;
        return new Verdict.Restart(restarts);
    }

    /** What cannot be seen, too. */
    String everything() {
        return words(new Candidates.Statistics(0, 0))
                + List.of(offerIsOpen, failing, wasRestarted)
                + generation;
    }

    String words(Candidates.Statistics candidates) {
        return words(
                state,
                List.of(
                        offersSent,
                        offersReceived,
                        answersSent,
                        answersReceived,
                        (long) failures,
                        (long) restarts),
                connection,
                candidates);
    }

    /** How one direction is shown. */
    static String words(
            SignalingState state,
            List<Long> counts,
            @Nullable ConnectionState connection,
            Candidates.Statistics candidates) {
        return state + " " + counts + " " + connection + " " + candidates;
    }
}
