package heliograph.scripts;

import static heliograph.scripts.With.with;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Candidates;
import heliograph.state.Candidates.Candidate;
import heliograph.state.ConnectionState;
import heliograph.state.Connections;
import heliograph.state.IceConnectionState;
import heliograph.state.Link;
import heliograph.state.LinkStatistics;
import heliograph.state.Links;
import heliograph.state.Media;
import heliograph.state.Publication;
import heliograph.state.Publication.Said;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Seat;
import heliograph.state.SessionId;
import heliograph.state.UserId;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A session of a user in a room; each call waits for the store's answer. */
final class Peer {
    private final Node node;
    private final RoomId room;
    private final Seat seat;
    private int heardBefore;

    Peer(Node node, RoomId room, String user, String session) {
        this.node = node;
        this.room = room;
        this.seat = new Seat(new UserId(user), new SessionId(session));
    }

    /** The same user on a new connection to a node. */
    Peer again(Node on) {
        return on.peer(room.value(), user().value());
    }

    RoomId room() {
        return room;
    }

    Seat seat() {
        return seat;
    }

    UserId user() {
        return seat.user();
    }

    Link to(Peer other) {
        return new Link(room, user(), other.user());
    }

    Rooms.Joined join() {
        return Node.get(
                node.store()
                        .rooms()
                        .join(
                                new Rooms.Join(
                                        room,
                                        seat,
                                        node.id(),
                                        "{\"name\":\"" + user() + "\"}",
                                        true,
                                        false,
                                        new Said("userJoined", user().value()))));
    }

    Rooms.Joined.Seated sitDown() {
        Rooms.Joined joined = join();
        assertThat(joined).isInstanceOf(Rooms.Joined.Seated.class);
        return (Rooms.Joined.Seated) joined;
    }

    Rooms.Left leave() {
        return Node.get(node.store().rooms().leave(room, seat));
    }

    Rooms.Left loseConnection() {
        return Node.get(node.store().rooms().detach(room, seat));
    }

    Rooms.MediaSet switches(Media.Kind kind, boolean on) {
        return Node.get(
                node.store()
                        .rooms()
                        .setMedia(
                                room,
                                seat,
                                kind,
                                on,
                                new Said("userMediaChanged", kind + "=" + on)));
    }

    Links.Relayed offer(Peer to) {
        return offer(to, with());
    }

    Links.Relayed offer(Peer to, With with) {
        return Node.get(offering(to, with));
    }

    CompletionStage<Links.Relayed> offering(Peer to, With with) {
        return node.store().links().relayOffer(signal(to, "offer", with));
    }

    Links.Relayed answer(Peer to) {
        return answer(to, with());
    }

    Links.Relayed answer(Peer to, With with) {
        return Node.get(node.store().links().relayAnswer(signal(to, "answer", with)));
    }

    private Links.Signal signal(Peer to, String event, With with) {
        return new Links.Signal(
                to(to),
                seat.session(),
                with.sequence(),
                with.messageId(),
                with.ufrag(),
                new Said(event, with.text()));
    }

    Candidates.Relayed candidate(Peer to, String line) {
        return candidate(to, line, with());
    }

    Candidates.Relayed candidate(Peer to, String line, With with) {
        return candidate(to, aCandidate(line, "0", 0, with.ufrag()), with);
    }

    Candidates.Relayed candidate(Peer to, Candidate candidate, With with) {
        return Node.get(
                node.store()
                        .candidates()
                        .relayCandidate(
                                new Candidates.Signal(
                                        to(to),
                                        seat.session(),
                                        candidate,
                                        with.sequence(),
                                        with.messageId(),
                                        new Said("iceCandidate", candidate.candidate()))));
    }

    static Candidate aCandidate(
            String line, @Nullable String mid, @Nullable Integer index, @Nullable String ufrag) {
        return new Candidate(line, mid, index, ufrag, "{\"candidate\":\"" + line + "\"}");
    }

    Connections.Verdict reports(Peer about, ConnectionState state) {
        return reports(about, new Connections.Report(state, null, null));
    }

    Connections.Verdict reports(Peer about, IceConnectionState state) {
        return reports(about, new Connections.Report(null, state, null));
    }

    Connections.Verdict reports(Peer about, Connections.Report report) {
        return Node.get(node.store().connections().report(to(about), seat.session(), report));
    }

    LinkStatistics statistics(Peer to) {
        return Node.get(node.store().links().getStatistics(to(to)));
    }

    /** What this session was told since it was asked last: name and data, or what happened. */
    List<String> hears() {
        List<Publication> all = node.heard();
        List<String> news =
                all.subList(heardBefore, all.size()).stream()
                        .filter(publication -> publication.sessions().contains(seat.session()))
                        .map(Peer::words)
                        .toList();
        heardBefore = all.size();
        return news;
    }

    static String words(Publication publication) {
        return switch (publication) {
            case Publication.Event(_, Said said) -> said.event() + " " + said.data();
            case Publication.UserLeft(_, _, UserId user) -> "userLeft " + user;
            case Publication.Replaced _ -> "replaced";
            case Publication.RoomClosed _ -> "roomClosed";
        };
    }
}
