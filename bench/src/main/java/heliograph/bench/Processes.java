package heliograph.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;

/** What Linux knows of a process: proc(5), files stat and status. */
final class Processes {
    /** Ticks a second in /proc: USER_HZ, 100 on every Linux that Java 25 runs on. */
    private static final double TICKS_PER_SECOND = 100.0;

    private static final int UTIME_AFTER_NAME = 11; // field 14 of stat; the name is field 2
    private static final Path PROC = Path.of("/proc");

    private Processes() {}

    /**
     * CPU used so far by these processes, user and system, all threads.
     *
     * @return seconds
     * @throws UncheckedIOException if one is gone
     */
    static double cpuSeconds(Collection<Long> pids) {
        return pids.stream().mapToDouble(pid -> cpuSeconds(read(pid, "stat"))).sum();
    }

    /** CPU in the text of a stat file, in seconds. */
    static double cpuSeconds(String stat) {
        // The name may hold blanks and parentheses, the rest not.
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        long ticks =
                Long.parseLong(fields[UTIME_AFTER_NAME])
                        + Long.parseLong(fields[UTIME_AFTER_NAME + 1]);
        return ticks / TICKS_PER_SECOND;
    }

    /**
     * Resident memory of these processes together.
     *
     * @return KiB
     * @throws UncheckedIOException if one is gone
     */
    static long residentKiB(Collection<Long> pids) {
        return pids.stream().mapToLong(pid -> residentKiB(read(pid, "status"))).sum();
    }

    /** Resident memory in the text of a status file, in KiB. */
    static long residentKiB(String status) {
        return status.lines()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElse(0);
    }

    private static String read(long pid, String file) {
        try {
            return Files.readString(PROC.resolve(Long.toString(pid)).resolve(file));
        } catch (IOException e) {
            throw new UncheckedIOException("process " + pid + " is gone", e);
        }
    }
}
