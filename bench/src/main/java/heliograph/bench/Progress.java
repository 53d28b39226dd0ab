package heliograph.bench;

import java.io.PrintStream;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Tells a person how far it is, a line a second. Not for standard output: that is the report's. */
final class Progress {
    private final PrintStream out;

    Progress(PrintStream out) {
        this.out = out;
    }

    /** One line. */
    void say(String line) {
        out.println(line);
    }

    /**
     * Lets time pass while others work.
     *
     * @param what the part of the run
     * @param seconds how long
     * @param state what to show each second
     */
    void during(String what, int seconds, Supplier<String> state) throws InterruptedException {
        long start = System.nanoTime();
        for (int second = 1; second <= seconds; second++) {
            long due = start + TimeUnit.SECONDS.toNanos(second);
            TimeUnit.NANOSECONDS.sleep(due - System.nanoTime());
            say(what + " " + second + "/" + seconds + " s  " + state.get());
        }
    }
}
