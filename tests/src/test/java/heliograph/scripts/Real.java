package heliograph.scripts;

import static heliograph.scripts.With.with;

import heliograph.state.Inboxes;
import heliograph.state.Inboxes.Recovered;
import heliograph.state.LinkStatistics;
import heliograph.state.Offset;
import heliograph.state.Participant;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.StateStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;

/** Takes {@link Step}s on real stores, and shows what came of them. */
final class Real {
    private static final int ALL = 1_000_000;

    private final List<Node> nodes;
    private final String room;
    private final Moment moment;

    /** For each user its connections, the present one last. */
    private final Map<String, List<Peer>> connections = new HashMap<>();

    Real(List<Node> nodes, String room, Moment moment) {
        this.nodes = nodes;
        this.room = room;
        this.moment = moment;
        Steps.USERS.forEach(user -> connections.put(user, new ArrayList<>()));
        for (int i = 0; i < Steps.USERS.size(); i++) {
            connect(Steps.USERS.get(i), i % nodes.size());
        }
    }

    private Peer connect(String user, int node) {
        Peer peer = nodes.get(node).peer(room, user);
        of(user).add(peer);
        return peer;
    }

    private List<Peer> of(String user) {
        return Objects.requireNonNull(connections.get(user), user);
    }

    private Peer page(String user) {
        return of(user).getLast();
    }

    /**
     * Takes a step.
     *
     * @param text what a target hears
     * @return the store's verdict
     */
    Object take(Step step, String text) {
        return switch (step) {
            case Step.Arrive(String user, int node) -> joined(connect(user, node).join());
            case Step.JoinAgain(String user) -> joined(page(user).join());
            case Step.Leave(String user) -> page(user).leave();
            case Step.Lose(String user) -> page(user).loseConnection();
            case Step.Return back -> comesBack(back);
            case Step.Describe description -> describe(description, text);
            case Step.Trickle(
                            var from,
                            var to,
                            var line,
                            var sequence,
                            var messageId,
                            var ufrag) -> {
                With with = ufrag == null ? with() : with().ufrag(ufrag);
                with = sequence == null ? with : with.sequence(sequence);
                with = messageId == null ? with : with.messageId(messageId);
                yield page(from).candidate(page(to), line, with);
            }
            case Step.Report(String from, String to, var state) ->
                    page(from).reports(page(to), state);
            case Step.SpeakTooLate(String from, String to) ->
                    of(from).get(of(from).size() - 2).offer(page(to));
            case Step.Twice(Step once) -> List.of(take(once, text), take(once, text + "'"));
            case Step.Together(Step one, Step other) -> {
                var both = moment.call(() -> take(one, text), () -> take(other, text + "'"));
                yield List.of(both.first(), both.second());
            }
        };
    }

    private static Object joined(Rooms.Joined joined) {
        return joined instanceof Rooms.Joined.Seated(List<Participant> others, _)
                ? others.stream().map(other -> other.user().value()).toList()
                : joined;
    }

    private Object comesBack(Step.Return step) {
        Peer page = page(step.user());
        Node node = nodes.get(step.node());
        Offset heard = step.heardAll() ? page.last() : null;
        Recovered recovered = page.recovers(node, heard);
        if (recovered instanceof Recovered.Resumed(var id, var missed, var rooms, _)) {
            of(step.user()).add(page.onSilently(node, id));
            return List.of(Hearing.words(missed), rooms.contains(new RoomId(room)));
        }
        return recovered;
    }

    private Object describe(Step.Describe step, String text) {
        With with = with().ufrag(step.ufrags().toArray(String[]::new)).text(text);
        with = step.sequence() == null ? with : with.sequence(step.sequence());
        with = step.messageId() == null ? with : with.messageId(step.messageId());
        Peer from = page(step.from());
        Peer to = page(step.to());
        return switch (step.kind()) {
            case OFFER -> from.offer(to, with);
            case ANSWER -> from.answer(to, with);
        };
    }

    /** Who sits there, what is known of each link, and the inbox of each page. */
    Map<String, String> view() {
        StateStore store = nodes.getFirst().store();
        Map<String, CompletionStage<String>> asked = new TreeMap<>();
        asked.put(
                "seats",
                store.rooms()
                        .participants(new RoomId(room))
                        .thenApply(all -> all.stream().map(Participant::user).toList().toString()));
        for (String user : Steps.USERS) {
            asked.put(
                    "inbox of " + user,
                    store.inboxes()
                            .readAfter(page(user).session(), Offset.START, ALL)
                            .thenApply(Real::words));
            for (String other : Steps.USERS) {
                if (!other.equals(user)) {
                    asked.put(
                            user + " -> " + other,
                            store.links()
                                    .getStatistics(page(user).to(page(other)))
                                    .thenApply(Real::words));
                }
            }
        }
        Map<String, String> view = new TreeMap<>();
        asked.forEach((what, answer) -> view.put(what, Node.get(answer)));
        return view;
    }

    private static String words(Inboxes.Read inbox) {
        return switch (inbox) {
            case Inboxes.Read.Entries(var entries) -> Hearing.words(entries).toString();
            case Inboxes.Read.Gap _ -> "not there";
            case Inboxes.Read.Forked _ -> "another history";
        };
    }

    private static String words(LinkStatistics link) {
        return LinkFacts.words(
                link.state(),
                List.of(
                        link.offersSent(),
                        link.offersReceived(),
                        link.answersSent(),
                        link.answersReceived(),
                        (long) link.failures(),
                        (long) link.restarts()),
                link.connectionState(),
                link.candidates());
    }

    /** For each user, what was published to each of its connections. */
    Map<String, List<List<String>>> published() {
        Map<String, List<List<String>>> all = new TreeMap<>();
        connections.forEach((user, peers) ->
                all.put(user, peers.stream().map(Peer::hearsFromTheStart).toList()));
        return all;
    }
}
