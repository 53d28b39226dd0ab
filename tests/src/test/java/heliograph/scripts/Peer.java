package heliograph.scripts;

import static heliograph.scripts.With.with;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Candidates;
import heliograph.state.Candidates.Candidate;
import heliograph.state.ConnectionState;
import heliograph.state.Connections;
import heliograph.state.Entry.Said;
import heliograph.state.IceConnectionState;
import heliograph.state.Inboxes;
import heliograph.state.Inboxes.Numbered;
import heliograph.state.Inboxes.Recovered;
import heliograph.state.Link;
import heliograph.state.LinkStatistics;
import heliograph.state.Links;
import heliograph.state.Media;
import heliograph.state.Offset;
import heliograph.state.Publication.Address;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Seat;
import heliograph.state.SessionId;
import heliograph.state.UserId;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** A session of a user in a room; each call waits for the store's answer. */
final class Peer {
    private static final int ALL = 1_000_000;

    private final Node node;
    private final RoomId room;
    private final Seat seat;
    private final Hearing hearing;

    private Peer(Node node, RoomId room, Seat seat) {
        this.node = node;
        this.room = room;
        this.seat = seat;
        this.hearing = new Hearing(node, seat.session());
    }

    /** Opens a session. */
    static Peer connected(Node node, RoomId room, String user, String session) {
        Peer peer = new Peer(node, room, new Seat(new UserId(user), new SessionId(session)));
        Offset first =
                Node.get(
                                node.store()
                                        .inboxes()
                                        .open(
                                                new Inboxes.NewSession(
                                                        peer.session(),
                                                        peer.secret(),
                                                        peer.user(),
                                                        node.id(),
                                                        new Said("connected", user))))
                        .first();
        assertThat(first.position()).isEqualTo(1);
        return peer;
    }

    /** The same user with a new session on a node. */
    Peer again(Node on) {
        return on.peer(room.value(), user().value());
    }

    /** The same session on a new connection to a node: whole, with everything after an offset. */
    Recovered recovers(Node on, @Nullable Offset after) {
        return recovers(on, secret(), user(), after);
    }

    Recovered recovers(Node on, String secret, UserId as, @Nullable Offset after) {
        on.beat();
        return recoversWithoutABeat(on, secret, as, after);
    }

    /** On a node that may have been silent for too long. */
    Recovered recoversWithoutABeat(Node on, String secret, UserId as, @Nullable Offset after) {
        return Node.get(
                on.store()
                        .inboxes()
                        .recover(
                                new Inboxes.Recovery(
                                        session().id(),
                                        secret,
                                        as,
                                        on.id(),
                                        Optional.ofNullable(after))));
    }

    /** The same session on a new connection to a node. */
    Peer resumed(Node on, @Nullable Offset after) {
        return on(on, resumption(on, after).id());
    }

    Recovered.Resumed resumption(Node on, @Nullable Offset after) {
        Recovered recovered = recovers(on, after);
        assertThat(recovered).isInstanceOf(Recovered.Resumed.class);
        return (Recovered.Resumed) recovered;
    }

    /** What the node knows of a connection of this session. */
    Peer on(Node other, SessionId session) {
        Peer peer = new Peer(other, room, new Seat(user(), session));
        peer.hearing.skip();
        return peer;
    }

    /** The same, without waiting for what is on its way to the node. */
    Peer onSilently(Node other, SessionId session) {
        return new Peer(other, room, new Seat(user(), session));
    }

    /** The same session in another room. */
    Peer in(String otherRoom) {
        return new Peer(node, new RoomId(otherRoom), seat);
    }

    Boolean confirms(Offset offset) {
        return Node.get(node.store().inboxes().confirm(session(), offset));
    }

    void sayGoodbye() {
        Node.get(node.store().inboxes().forget(session()));
    }

    /** Everything in the inbox. */
    List<Numbered> inbox() {
        Inboxes.Read read =
                Node.get(node.store().inboxes().readAfter(session(), Offset.START, ALL));
        assertThat(read).isInstanceOf(Inboxes.Read.Entries.class);
        return ((Inboxes.Read.Entries) read).entries();
    }

    /** Where the inbox stands. */
    Offset last() {
        List<Inboxes.Position> positions =
                Node.get(node.store().inboxes().positions(List.of(session())));
        assertThat(positions).hasSize(1);
        return positions.getFirst().last();
    }

    /** How a publication names this session and its last entry. */
    Address address() {
        return new Address(session(), last());
    }

    SessionId session() {
        return seat.session();
    }

    String secret() {
        return "secret of " + session().id();
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

    /** On a node that lives. */
    Rooms.Joined join() {
        node.beat();
        return joinWithoutABeat();
    }

    /** On a node that may have been silent for too long. */
    Rooms.Joined joinWithoutABeat() {
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
                with.ufrags(),
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
        return Node.get(
                node.store()
                        .connections()
                        .report(
                                to(about),
                                session(),
                                report,
                                new Connections.Orders(
                                        new Said("restart", about.user().value()),
                                        new Said("giveUp", about.user().value()))));
    }

    LinkStatistics statistics(Peer to) {
        return Node.get(node.store().links().getStatistics(to(to)));
    }

    /** What others did to this session, and what they said, since it was asked last. */
    List<String> hears() {
        return hearing.news().stream().filter(words -> !words.startsWith("joined ")).toList();
    }

    /** Everything that was published to this connection. */
    List<String> hearsFromTheStart() {
        return new Hearing(node, session()).news();
    }

    /** The same, with its own joining. */
    List<String> hearsAll() {
        return hearing.news();
    }
}
