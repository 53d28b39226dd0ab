package heliograph.faults;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Every message numbered at its sender, every receipt noted at its receiver. Lost is what the
 * gateway said yes to and nobody heard; doubled what was heard more than once; reordered what was
 * heard after a later one.
 */
final class Ledger {
    private final Map<String, Line> lines = new TreeMap<>();
    private int acceptedSoFar;

    /** What one user said to one other. */
    private static final class Line {
        private final String from;
        private final String to;
        private final Set<Integer> accepted = new TreeSet<>();
        private final List<Receipt> heard = new ArrayList<>();

        private Line(String from, String to) {
            this.from = from;
            this.to = to;
        }

        /** A silence that has not ended lasts until now. */
        private long longestSilence(long since) {
            long longest = 0;
            if (accepted.size() > heard.size()) {
                long last = heard.isEmpty() ? since : heard.getLast().nanoTime();
                longest = System.nanoTime() - Math.max(since, last);
            }
            for (int i = 1; i < heard.size(); i++) {
                long end = heard.get(i).nanoTime();
                if (end > since) {
                    longest = Math.max(longest, end - heard.get(i - 1).nanoTime());
                }
            }
            return longest;
        }
    }

    /** When which number was heard. */
    record Receipt(int number, long nanoTime) {}

    /**
     * The sum.
     *
     * @param accepted messages that the gateway said yes to
     * @param lost of these not heard
     * @param doubled heard again
     * @param reordered heard after a later one
     */
    record Balance(int accepted, int lost, int doubled, int reordered) {
        boolean isClean() {
            return lost == 0 && doubled == 0 && reordered == 0;
        }
    }

    private Line line(String from, String to) {
        return lines.computeIfAbsent(from + " to " + to, _ -> new Line(from, to));
    }

    /** The gateway has said yes to this message. */
    synchronized void accepted(String from, String to, int number) {
        if (line(from, to).accepted.add(number)) {
            acceptedSoFar++;
        }
    }

    /** The receiver has heard it. */
    synchronized void heard(String from, String to, int number) {
        line(from, to).heard.add(new Receipt(number, System.nanoTime()));
    }

    /** The last number of each line that may be under way now; what is said later is beyond it. */
    synchronized Map<String, Integer> marks() {
        Map<String, Integer> marks = new TreeMap<>();
        lines.forEach((name, line) ->
                marks.put(
                        name,
                        1 + line.accepted.stream().mapToInt(Integer::intValue).max().orElse(0)));
        return marks;
    }

    /** How many messages the gateway has said yes to. */
    synchronized int acceptedSoFar() {
        return acceptedSoFar;
    }

    /** What was lost and so on, as it stands now. */
    Balance balance() {
        return balanceSince(Map.of());
    }

    /** The same of what was said after these marks. */
    synchronized Balance balanceSince(Map<String, Integer> marks) {
        int accepted = 0;
        int lost = 0;
        int doubled = 0;
        int reordered = 0;
        for (Map.Entry<String, Line> entry : lines.entrySet()) {
            Line line = entry.getValue();
            int mark = marks.getOrDefault(entry.getKey(), 0);
            Set<Integer> seen = new HashSet<>();
            int latest = 0;
            for (Receipt receipt : line.heard) {
                if (receipt.number() <= mark) {
                    continue;
                }
                if (!seen.add(receipt.number())) {
                    doubled++;
                } else if (receipt.number() < latest) {
                    reordered++;
                }
                latest = Math.max(latest, receipt.number());
            }
            List<Integer> said = line.accepted.stream().filter(number -> number > mark).toList();
            accepted += said.size();
            lost += (int) said.stream().filter(number -> !seen.contains(number)).count();
        }
        return new Balance(accepted, lost, doubled, reordered);
    }

    /**
     * For each line the longest time in nanoseconds without a receipt that ended after a moment.
     *
     * @param users only of lines from or to these
     */
    synchronized List<Long> silencesSince(long nanoTime, Set<String> users) {
        return lines.values().stream()
                .filter(line -> users.contains(line.from) || users.contains(line.to))
                .map(line -> line.longestSilence(nanoTime))
                .toList();
    }

    /** For each line the nanoseconds from a moment to the first receipt after it; -1 for none. */
    synchronized List<Long> firstHeardAfter(long nanoTime) {
        return lines.values().stream()
                .map(line ->
                        line.heard.stream()
                                .mapToLong(receipt -> receipt.nanoTime() - nanoTime)
                                .filter(after -> after > 0)
                                .min()
                                .orElse(-1))
                .toList();
    }
}
