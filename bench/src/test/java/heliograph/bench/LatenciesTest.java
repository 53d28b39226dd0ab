package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class LatenciesTest {
    private static final long MILLISECOND = 1_000_000;

    private final Latencies latencies = new Latencies();

    @Test
    void aStallIsChargedToEverySignalThatWasDueDuringIt() {
        latencies.startAt(0);
        // One a millisecond; the server stands still for the first 100 ms and then answers at once.
        for (int due = 0; due < 200; due++) {
            long arrival = Math.max(due, 100);
            latencies.arrived(due * MILLISECOND, arrival * MILLISECOND);
        }

        assertThat(latencies.count()).isEqualTo(200);
        assertThat(latencies.millisAt(100)).isCloseTo(100, within(0.1));
        assertThat(latencies.millisAt(75)).isCloseTo(50, within(1.0));
        assertThat(latencies.millisAt(49)).isZero();
    }

    @Test
    void theWarmUpDoesNotCount() {
        latencies.arrived(1, 2);
        latencies.startAt(10 * MILLISECOND);
        latencies.arrived(9 * MILLISECOND, 50 * MILLISECOND);
        latencies.arrived(10 * MILLISECOND, 12 * MILLISECOND);

        assertThat(latencies.count()).isEqualTo(1);
        assertThat(latencies.millisAt(100)).isCloseTo(2, within(0.01));
    }

    @Test
    void whatWasDueBeforeTheEndCountsHoweverLateItComes() {
        latencies.startAt(0);
        latencies.endAt(10 * MILLISECOND);
        latencies.arrived(9 * MILLISECOND, 500 * MILLISECOND);
        latencies.arrived(10 * MILLISECOND, 11 * MILLISECOND);

        assertThat(latencies.count()).isEqualTo(1);
        assertThat(latencies.millisAt(100)).isCloseTo(491, within(0.5));
    }

    @Test
    void dueTimesOfAFixedRateDoNotDrift() {
        assertThat(OpenPace.dueNanos(5, 0, 3_000)).isEqualTo(5);
        assertThat(OpenPace.dueNanos(5, 1, 3_000)).isEqualTo(5 + 333_333);
        assertThat(OpenPace.dueNanos(5, 3_000L * 600, 3_000)).isEqualTo(5 + 600_000_000_000L);
    }
}
