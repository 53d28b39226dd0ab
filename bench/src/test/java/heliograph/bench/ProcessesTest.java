package heliograph.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ProcessesTest {
    @Test
    void readsCpuWhateverTheProcessIsCalled() {
        String stat =
                "77 (a) S 9 (b) R 1 77 77 0 -1 4194304 100 0 0 0 1234 66 0 0 20 0 9 0 5 1 2 3";

        assertThat(Processes.cpuSeconds(stat)).isEqualTo(13.0);
    }

    @Test
    void readsResidentMemory() {
        assertThat(Processes.residentKiB("Name:\tx\nVmHWM:\t  99 kB\nVmRSS:\t    1234 kB\n"))
                .isEqualTo(1_234);
    }

    @Test
    void knowsThisProcess() {
        List<Long> self = List.of(ProcessHandle.current().pid());

        assertThat(Processes.cpuSeconds(self)).isPositive();
        assertThat(Processes.residentKiB(self)).isGreaterThan(10_000);
    }

    @Test
    void saysWhichProcessIsGone() {
        assertThatThrownBy(() -> Processes.cpuSeconds(List.of(4_000_000_000L)))
                .hasMessage("process 4000000000 is gone");
    }

    @Test
    void cpuIsSharedAmongSignals() {
        Cpu used = new Cpu(11, 3, 2).since(new Cpu(1, 1, 1));

        assertThat(used).isEqualTo(new Cpu(10, 2, 1));
        assertThat(used.per100k(200_000)).isEqualTo(new Cpu(5, 1, 0.5));
        assertThat(used.per100k(0)).isEqualTo(new Cpu(0, 0, 0));
    }
}
