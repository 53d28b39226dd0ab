package heliograph.scripts;

import heliograph.state.Candidates;
import heliograph.state.SignalingState;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** What the users of a {@link Model} have said to each other, and what of it waits. */
final class Talk {
    private final Map<String, Line> lines = new TreeMap<>();
    private final Map<String, List<Waiting>> waiting = new TreeMap<>();

    /** A description for somebody who is away. */
    private record Waiting(String from, String generation, String said) {}

    /** A candidate that is remembered. */
    private record Candidate(
            String line, @Nullable Integer sequence, String ufrag, boolean applied) {}

    /** Everything from one user to another. */
    static final class Line {
        final LinkFacts link;
        final Set<String> sequences = new TreeSet<>();
        final Map<String, Object> verdicts = new TreeMap<>();
        private final List<Candidate> candidates = new ArrayList<>();
        private boolean wasUsed;

        private Line(LinkFacts link) {
            this.link = link;
        }

        boolean hasCandidate(String line) {
            return candidates.stream().anyMatch(candidate -> candidate.line().equals(line));
        }

        void keep(Step.Trickle said, boolean applied) {
            candidates.add(
                    new Candidate(
                            said.line(),
                            said.sequence(),
                            said.ufrag() == null ? "" : said.ufrag(),
                            applied));
        }

        private boolean holds() {
            return candidates.stream().anyMatch(candidate -> !candidate.applied());
        }

        /** Whether the store has heard of a connection between the two. */
        boolean isKnown() {
            return wasUsed || link.connection != null || holds();
        }

        /** In order: by sequence; one without stands behind what arrived before it. */
        private List<Candidate> inOrder() {
            Map<Candidate, Integer> ranks = new HashMap<>();
            int last = Integer.MIN_VALUE;
            for (Candidate candidate : candidates) {
                int rank = candidate.sequence() == null ? last : candidate.sequence();
                ranks.put(candidate, rank);
                last = Math.max(last, rank);
            }
            List<Candidate> sorted = new ArrayList<>(candidates);
            sorted.sort(Comparator.comparing(ranks::get));
            return sorted;
        }

        private void release(String generation, Consumer<String> take) {
            for (Candidate candidate : inOrder()) {
                if (!candidate.applied() && belongs(candidate, generation)) {
                    take.accept("iceCandidate " + candidate.line());
                    candidates.set(
                            candidates.indexOf(candidate),
                            new Candidate(
                                    candidate.line(),
                                    candidate.sequence(),
                                    candidate.ufrag(),
                                    true));
                }
            }
        }

        private static boolean belongs(Candidate candidate, String generation) {
            return generation.isEmpty()
                    || candidate.ufrag().isEmpty()
                    || Arrays.asList(generation.split(" ", -1)).contains(candidate.ufrag());
        }

        private void begin(@Nullable String before, String generation) {
            if (!generation.isEmpty()) {
                boolean isNext = before != null && !before.isEmpty() && !before.equals(generation);
                candidates.removeIf(candidate ->
                        candidate.ufrag().isEmpty()
                                ? isNext && candidate.applied()
                                : !belongs(candidate, generation));
            }
        }

        String words() {
            return link.words(
                    new Candidates.Statistics(
                            candidates.size(),
                            (int) candidates.stream().filter(Candidate::applied).count()));
        }

        private String everything() {
            return link.everything() + sequences + verdicts + candidates + wasUsed;
        }

        private Line copy() {
            Line copy = new Line(link.copy());
            copy.sequences.addAll(sequences);
            copy.verdicts.putAll(verdicts);
            copy.candidates.addAll(candidates);
            copy.wasUsed = wasUsed;
            return copy;
        }
    }

    Talk copy() {
        Talk copy = new Talk();
        lines.forEach((name, line) -> copy.lines.put(name, line.copy()));
        waiting.forEach((user, all) -> copy.waiting.put(user, new ArrayList<>(all)));
        return copy;
    }

    /** Everything, hidden or not. */
    String everything() {
        StringBuilder text = new StringBuilder();
        lines.forEach((name, line) -> text.append(name).append(line.everything()));
        return text.append(waiting).toString();
    }

    Line line(String from, String to) {
        return lines.computeIfAbsent(from + ">" + to, _ -> new Line(new LinkFacts()));
    }

    /** An accepted offer or answer; {@code hears} is its target, or null where that is away. */
    void describe(Step.Describe said, String event, @Nullable Consumer<String> hears) {
        Line line = line(said.from(), said.to());
        Line back = line(said.to(), said.from());
        line.wasUsed = true;
        back.wasUsed = true;
        back.link.offerIsOpen = false;
        if (said.kind() == Step.Kind.OFFER) {
            line.link.state = SignalingState.OFFER_SENT;
            back.link.state = SignalingState.OFFER_RECEIVED;
            line.link.offersSent++;
            back.link.offersReceived++;
            line.link.offerIsOpen = true;
        } else {
            line.link.state = SignalingState.ANSWER_SENT;
            back.link.state = SignalingState.ANSWER_RECEIVED;
            line.link.answersSent++;
            back.link.answersReceived++;
        }
        if (said.sequence() != null) {
            line.sequences.add(said.kind() + " " + said.sequence());
        }
        String generation = String.join(" ", said.ufrags());
        String before = line.link.generation;
        line.link.generation = generation;
        if (hears == null) {
            waiting.computeIfAbsent(said.to(), _ -> new ArrayList<>())
                    .add(new Waiting(said.from(), generation, event));
        } else {
            hears.accept(event);
        }
        if (!generation.equals(before) || line.holds()) {
            line.begin(before, generation);
            if (hears != null) {
                line.release(generation, hears);
            }
        }
    }

    /** What waited for a user who is back. */
    void handOver(String user, List<String> users, boolean backwards, Consumer<String> take) {
        List<Waiting> all = waiting.remove(user);
        if (all != null) {
            for (Waiting one : all) {
                take.accept(one.said());
                line(one.from(), user).release(one.generation(), take);
            }
        }
        for (String other : backwards ? users.reversed() : users) {
            Line line = line(other, user);
            if (line.link.generation != null) {
                line.release(line.link.generation, take);
            }
        }
    }

    /** A user is gone or another page speaks for it; message ids are unique whoever gives them. */
    void forget(String user, boolean keepMessages) {
        waiting.remove(user);
        waiting.values().forEach(all -> all.removeIf(one -> one.from().equals(user)));
        lines.replaceAll((name, line) -> {
            if (!name.startsWith(user + ">") && !name.endsWith(">" + user)) {
                return line;
            }
            Line fresh = new Line(new LinkFacts());
            if (keepMessages) {
                fresh.verdicts.putAll(line.verdicts);
            }
            return fresh;
        });
    }
}
