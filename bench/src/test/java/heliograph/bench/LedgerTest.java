package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class LedgerTest {
    private final Ledger ledger = new Ledger();

    private void send(int count) {
        for (int i = 0; i < count; i++) {
            ledger.send(1_000L * (ledger.sent() + 1));
        }
    }

    @Test
    void inOrderAndOnceIsClean() {
        send(3);
        assertThat(ledger.missing()).isEqualTo(3);

        for (long sequence = 1; sequence <= 3; sequence++) {
            assertThat(ledger.received(sequence)).isEqualTo(1_000 * sequence);
        }

        assertThat(ledger.missing()).isZero();
        assertThat(ledger.doubled()).isZero();
        assertThat(ledger.reordered()).isZero();
    }

    @Test
    void aHoleIsLost() {
        send(4);
        ledger.received(1);
        ledger.received(2);
        ledger.received(4);

        assertThat(ledger.missing()).isEqualTo(1);
        assertThat(ledger.doubled()).isZero();
        assertThat(ledger.reordered()).isZero();
    }

    @Test
    void whatCameTwiceIsDoubledAndNotCountedAgain() {
        send(4);
        ledger.received(1);
        ledger.received(3);

        assertThat(ledger.received(1)).isEqualTo(Ledger.DOUBLED);
        assertThat(ledger.received(3)).isEqualTo(Ledger.DOUBLED);
        assertThat(ledger.doubled()).isEqualTo(2);
        assertThat(ledger.missing()).isEqualTo(2);
    }

    @Test
    void whatComesAfterALaterOneIsReordered() {
        send(4);
        ledger.received(1);
        ledger.received(4);

        assertThat(ledger.received(3)).isEqualTo(3_000);
        assertThat(ledger.received(2)).isEqualTo(2_000);
        assertThat(ledger.reordered()).isEqualTo(2);
        assertThat(ledger.missing()).isZero();
        assertThat(ledger.doubled()).isZero();
    }

    @Test
    void whatWasNeverSentIsDoubled() {
        send(1);

        assertThat(ledger.received(2)).isEqualTo(Ledger.DOUBLED);
        assertThat(ledger.received(-1)).isEqualTo(Ledger.DOUBLED);
        assertThat(ledger.missing()).isEqualTo(1);
    }

    @Test
    void remembersDueTimesHoweverManyAreUnderWay() {
        send(100);
        for (long sequence = 1; sequence <= 50; sequence++) {
            ledger.received(sequence);
        }
        send(10_000);

        for (long sequence = 51; sequence <= 10_100; sequence++) {
            assertThat(ledger.received(sequence)).isEqualTo(1_000 * sequence);
        }
        assertThat(ledger.missing()).isZero();
    }

    @Test
    void keepsItsBooksAcrossAHoleThatStays() {
        send(1_000);
        for (long sequence = 1; sequence <= 1_000; sequence++) {
            if (sequence != 7) {
                assertThat(ledger.received(sequence)).isEqualTo(1_000 * sequence);
            }
        }
        send(1);

        assertThat(ledger.received(1_001)).isEqualTo(1_001_000);
        assertThat(ledger.missing()).isEqualTo(1);
        assertThat(ledger.received(7)).isEqualTo(7_000);
        assertThat(ledger.missing()).isZero();
        assertThat(ledger.reordered()).isEqualTo(1);
    }

    @Test
    void refusesToGrowForEver() {
        assertThatIllegalStateException()
                .isThrownBy(() -> send(Ledger.MAX_UNDER_WAY + 2))
                .withMessageContaining("under way");
    }
}
