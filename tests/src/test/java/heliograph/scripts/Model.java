package heliograph.scripts;

import heliograph.state.Candidates;
import heliograph.state.Connections.Verdict;
import heliograph.state.Links.Relayed;
import heliograph.state.Rooms;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * One room as the seed and the wire contract ("Meaning") say it behaves, without any clock: every
 * window is open for ever, or closed at once where {@code patient} is false (the cool-down of
 * restarts, which decides what a repeated failure means).
 */
final class Model {
    private final boolean patient;
    private final boolean backwards;
    private final Map<String, ModelPage> pages = new TreeMap<>();
    private final Map<String, Seat> seats = new TreeMap<>();
    private final Talk talk;
    private int joins;

    private record Seat(int order, boolean away) {}

    private Model(boolean patient, boolean backwards, Talk talk) {
        this.patient = patient;
        this.backwards = backwards;
        this.talk = talk;
    }

    /** Every user has a page and nobody sits there. */
    static Model start(boolean patient) {
        Model model = new Model(patient, false, new Talk());
        for (String user : Steps.USERS) {
            model.pages.put(user, new ModelPage(new ArrayList<>(), new ArrayList<>()));
            model.connect(user);
        }
        return model;
    }

    /**
     * The same room.
     *
     * @param othersBackwards in which order what waits of several users is handed over, which is
     *     free
     */
    Model copy(boolean othersBackwards) {
        Model copy = new Model(patient, othersBackwards, talk.copy());
        pages.forEach((user, page) -> copy.pages.put(user, page.copy()));
        copy.seats.putAll(seats);
        copy.joins = joins;
        return copy;
    }

    private void connect(String user) {
        ModelPage page = page(user);
        page.published().add(new ArrayList<>());
        pages.put(
                user,
                new ModelPage(new ArrayList<>(List.of("connected " + user)), page.published()));
    }

    private ModelPage page(String user) {
        return Objects.requireNonNull(pages.get(user), user);
    }

    /** Whether a client could do this now. */
    boolean allows(Step step) {
        return switch (step) {
            case Step.SpeakTooLate(String from, _) -> page(from).published().size() > 1;
            case Step.Together(Step one, Step other) -> allows(one) && allows(other);
            default -> true;
        };
    }

    /** Takes a step; the verdict. */
    Object take(Step step, String text) {
        return switch (step) {
            case Step.Arrive(String user, _) -> arrive(user);
            case Step.JoinAgain(String user) -> again(user);
            case Step.Leave(String user) -> leave(user);
            case Step.Lose(String user) -> lose(user);
            case Step.Return(String user, _, boolean heardAll) -> comesBack(user, heardAll);
            case Step.Describe description -> describe(description, text);
            case Step.Trickle candidate -> trickle(candidate);
            case Step.Report report -> report(report);
            case Step.SpeakTooLate _ -> new Relayed.NotSeated();
            case Step.Twice(Step once) -> both(once, once, text);
            case Step.Together(Step one, Step other) -> both(one, other, text);
        };
    }

    private List<Object> both(Step one, Step other, String text) {
        return List.of(take(one, text), take(other, text + "'"));
    }

    private void tell(String user, String words) {
        ModelPage page = page(user);
        page.inbox().add(words);
        page.published().getLast().add(words);
    }

    private void tellOthers(String user, String words) {
        seats.forEach((other, seat) -> {
            if (!other.equals(user)) {
                page(other).inbox().add(words);
                if (!seat.away()) {
                    page(other).published().getLast().add(words);
                }
            }
        });
    }

    private List<String> othersOf(String user) {
        return seats.entrySet().stream()
                .filter(seat -> !seat.getKey().equals(user))
                .sorted(Comparator.comparingInt(seat -> seat.getValue().order()))
                .map(Map.Entry::getKey)
                .toList();
    }

    private Object arrive(String user) {
        Seat old = seats.get(user);
        if (old != null && !old.away()) {
            page(user).published().getLast().add("replaced");
            talk.forget(user, true);
        }
        connect(user);
        return sit(user);
    }

    private Object again(String user) {
        Seat seat = seats.get(user);
        if (seat == null || seat.away()) {
            return sit(user);
        }
        tell(user, "joined room " + othersOf(user));
        return othersOf(user);
    }

    private Object sit(String user) {
        Seat old = seats.put(user, new Seat(++joins, false));
        tell(user, "joined room " + othersOf(user));
        if (old != null && old.away()) {
            talk.handOver(user, Steps.USERS, backwards, said -> tell(user, said));
        }
        tellOthers(user, "userJoined " + user);
        return othersOf(user);
    }

    private Object leave(String user) {
        if (seats.remove(user) == null) {
            return Rooms.Left.NOT_SEATED;
        }
        talk.forget(user, false);
        tellOthers(user, "userLeft " + user);
        return Rooms.Left.DONE;
    }

    private Object lose(String user) {
        return seats.computeIfPresent(user, (_, old) -> new Seat(old.order(), true)) == null
                ? Rooms.Left.NOT_SEATED
                : Rooms.Left.DONE;
    }

    private Object comesBack(String user, boolean heardAll) {
        ModelPage page = page(user);
        page.published().getLast().add("fenced");
        page.published().add(new ArrayList<>());
        int heard = heardAll ? page.inbox().size() : 0;
        Seat old = seats.computeIfPresent(user, (_, seat) -> new Seat(seat.order(), false));
        if (old != null) { // the answer carries what waited; nothing is published of it
            talk.handOver(user, Steps.USERS, backwards, said -> page.inbox().add(said));
        }
        return List.of(List.copyOf(page.inbox().subList(heard, page.inbox().size())), old != null);
    }

    private Object describe(Step.Describe said, String text) {
        Seat sender = seats.get(said.from());
        if (sender == null) {
            return new Relayed.NotSeated();
        }
        Talk.Line line = talk.line(said.from(), said.to());
        String id = said.messageId() == null ? null : said.kind() + " " + said.messageId();
        if (id != null && line.verdicts.get(id) instanceof Relayed first) {
            return new Relayed.Repeated(first);
        }
        Relayed verdict = judge(said, sender, line);
        if (verdict instanceof Relayed.TargetUnavailable) {
            return verdict;
        }
        if (id != null) {
            line.verdicts.put(id, verdict);
        }
        if (verdict instanceof Relayed.Accepted) {
            Seat target = Objects.requireNonNull(seats.get(said.to()));
            String event = (said.kind() == Step.Kind.OFFER ? "offer " : "answer ") + text;
            talk.describe(said, event, target.away() ? null : words -> tell(said.to(), words));
        }
        return verdict;
    }

    private Relayed judge(Step.Describe said, Seat sender, Talk.Line line) {
        if (said.sequence() != null
                && line.sequences.contains(said.kind() + " " + said.sequence())) {
            return new Relayed.Duplicate();
        }
        if (line.link.failures >= LinkFacts.MAX_FAILURES) {
            return new Relayed.GaveUp();
        }
        Seat target = seats.get(said.to());
        if (target == null) {
            return new Relayed.TargetUnavailable();
        }
        boolean collides =
                said.kind() == Step.Kind.OFFER
                        && talk.line(said.to(), said.from()).link.offerIsOpen;
        return collides && sender.order() > target.order()
                ? new Relayed.Glare()
                : new Relayed.Accepted();
    }

    private Object trickle(Step.Trickle said) {
        if (!seats.containsKey(said.from())) {
            return new Candidates.Relayed.NotSeated();
        }
        Talk.Line line = talk.line(said.from(), said.to());
        String id = said.messageId() == null ? null : "candidate " + said.messageId();
        if (id != null && line.verdicts.containsKey(id)) {
            return new Candidates.Relayed.Repeated();
        }
        Seat target = seats.get(said.to());
        boolean present = target != null && !target.away();
        Candidates.Relayed verdict =
                line.hasCandidate(said.line())
                        ? new Candidates.Relayed.Duplicate()
                        : present
                                ? new Candidates.Relayed.Accepted()
                                : new Candidates.Relayed.Held();
        if (!(verdict instanceof Candidates.Relayed.Duplicate)) {
            line.keep(said, present);
        }
        if (verdict instanceof Candidates.Relayed.Accepted) {
            tell(said.to(), "iceCandidate " + said.line());
        }
        if (id != null) {
            line.verdicts.put(id, verdict);
        }
        return verdict;
    }

    private Object report(Step.Report said) {
        if (!seats.containsKey(said.from())) {
            return new Verdict.NotSeated();
        }
        Talk.Line line = talk.line(said.from(), said.to());
        if (!line.isKnown() && !seats.containsKey(said.to())) {
            return new Verdict.Noted();
        }
        Verdict verdict =
                line.link.report(said.state(), talk.line(said.to(), said.from()).link, patient);
        if (verdict instanceof Verdict.Restart) {
            tell(said.from(), "restart " + said.to());
        } else if (verdict instanceof Verdict.GaveUp) {
            tell(said.from(), "giveUp " + said.to());
        }
        return verdict;
    }

    /** As {@link Real#view}. */
    Map<String, String> view() {
        Map<String, String> view = new TreeMap<>();
        view.put("seats", othersOf("nobody").toString());
        for (String user : Steps.USERS) {
            view.put("inbox of " + user, page(user).inbox().toString());
            for (String other : Steps.USERS) {
                if (!other.equals(user)) {
                    view.put(user + " -> " + other, talk.line(user, other).words());
                }
            }
        }
        return view;
    }

    /** Everything, hidden or not: models with equal texts go on in the same way. */
    String everything() {
        return pages + " " + seats + " " + joins + " " + talk.everything();
    }

    /** As {@link Real#published}. */
    Map<String, List<List<String>>> published() {
        Map<String, List<List<String>>> all = new TreeMap<>();
        pages.forEach((user, page) -> all.put(user, page.published()));
        return all;
    }
}
