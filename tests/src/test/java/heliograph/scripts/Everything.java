package heliograph.scripts;

import static heliograph.scripts.With.with;

import heliograph.state.ConnectionState;
import heliograph.state.Exchange;
import heliograph.state.IceConnectionState;
import heliograph.state.IceGatheringState;
import heliograph.state.Link;
import heliograph.state.Media;
import heliograph.state.Rooms.NewRoom;
import heliograph.state.Sequence;
import heliograph.state.StateStore;
import heliograph.state.Windows;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;

/** A story in which each script is called, after each step of which something can be looked at. */
final class Everything {
    /** Of the node that lives: a seat is soon left, and can be taken again for long. */
    static final Windows WINDOWS = new ShortWindows().events(10_000).seatGrace(300).build();

    private final Node node;
    private final Node dying;
    private final Runnable afterEachStep;

    /**
     * The nodes of the story.
     *
     * @param dying a node with a short lease, which is not renewed
     */
    Everything(Node node, Node dying, Runnable afterEachStep) {
        this.node = node;
        this.dying = dying;
        this.afterEachStep = afterEachStep;
    }

    private void step(Runnable step) {
        step.run();
        afterEachStep.run();
    }

    void happens(String room) {
        StateStore store = node.store();
        Peer alice = node.peer(room, "alice");
        Peer bob = node.peer(room, "bob");
        Peer carol = dying.peer(room, "carol");
        Peer nobody = node.peer(room, "nobody");
        step(() -> Node.get(store.nodes().renew(node.id())));
        step(() -> Node.get(dying.store().nodes().renew(dying.id())));
        step(() ->
                Node.get(
                        store.rooms()
                                .create(
                                        new NewRoom(
                                                alice.room(), "name", "text", 9, alice.user()))));
        step(alice::join);
        step(bob::join);
        step(carol::join);
        step(() -> alice.candidate(nobody, "early"));
        step(() -> alice.offer(nobody, with().messageId("m0")));
        step(() -> alice.offer(bob, with().sequence(1).messageId("m1").ufrag("g")));
        step(() -> alice.offer(bob, with().sequence(1).messageId("m2").ufrag("g")));
        step(() -> bob.offer(alice, with().messageId("m3")));
        step(() -> bob.answer(alice, with().sequence(1).messageId("m1").ufrag("h")));
        step(() -> alice.candidate(bob, "c1", with().sequence(1).messageId("m5")));
        step(() -> bob.candidate(alice, "c1", with()));
        step(() -> alice.reports(bob, IceConnectionState.CHECKING));
        step(() -> alice.reports(bob, ConnectionState.FAILED));
        step(() -> alice.reports(bob, ConnectionState.CONNECTING));
        step(() -> alice.reports(bob, ConnectionState.FAILED));
        step(() -> bob.reports(carol, ConnectionState.FAILED));
        step(() -> alice.switches(Media.Kind.VIDEO, true));
        step(alice::join);
        seedMethods(store, carol.to(bob));
        step(() -> seedMethods(store, nobody.to(bob)));
        step(bob::loseConnection);
        step(() -> alice.offer(bob, with().ufrag("g2")));
        step(() -> alice.candidate(bob, "c2", with().ufrag("g2")));
        Peer back = bob.again(node);
        step(back::join);
        Peer newer = back.again(node);
        step(newer::join);
        step(() -> newer.offer(alice, with().ufrag("k")));
        step(() -> Node.get(store.links().cleanup(newer.to(alice))));
        step(() -> Node.get(store.connections().cleanupStaleConnections(alice.room())));
        step(() -> Node.get(store.candidates().cleanupStaleBuffers(alice.room())));
        step(() -> Node.get(store.rooms().find(alice.room())));
        step(() -> Node.get(store.rooms().participants(alice.room())));
        Awaitility.await().until(() -> Node.get(store.nodes().live()).size() == 1);
        // On a slow machine the grace is over when the first sweep comes.
        int[] freed = {0};
        step(() -> freed[0] += Node.get(store.nodes().sweep(node.id())));
        step(() ->
                Awaitility.await()
                        .until(() -> (freed[0] += Node.get(store.nodes().sweep(node.id()))) == 1));
        recovery(carol);
        polling(store.exchange());
        step(() -> Node.get(dying.store().nodes().renew(dying.id())));
        step(() -> Node.get(dying.store().nodes().release(dying.id())));
        step(() -> alice.offer(newer, with().sequence(5)));
        step(newer::leave);
        step(() -> alice.candidate(nobody, "late"));
        step(() -> Node.get(store.links().cleanupRoom(alice.room())));
        step(() -> Node.get(store.rooms().delete(alice.room(), alice.user())));
        Peer last = node.peer(room, "last");
        step(last::join);
        step(last::leave);
    }

    private void recovery(Peer lost) {
        Peer returned = lost.on(node, lost.session().next());
        step(() -> lost.resumption(node, null));
        step(() -> returned.confirms(returned.last()));
        step(returned::last);
        step(() ->
                Node.get(
                        node.store().inboxes().readAfter(returned.session(), returned.last(), 10)));
        step(() -> Node.get(node.store().nodes().cutEpoch("another")));
        step(returned::leave);
        step(returned::sayGoodbye);
    }

    private void polling(Exchange exchange) {
        Exchange.Request get = new Exchange.Request("get", node.id());
        Exchange.Request post = new Exchange.Request("post", node.id());
        step(() -> Node.get(exchange.listen(node.id(), _ -> {})));
        step(() -> Node.get(exchange.open("sid", node.id(), Duration.ofSeconds(85))));
        step(() -> Node.get(exchange.push("sid", node.id(), List.of("4a"))));
        step(() -> Node.get(exchange.poll("sid", get, false, 1000)));
        step(() -> Node.get(exchange.poll("sid", get, false, 1000)));
        step(() -> Node.get(exchange.release("sid", get)));
        step(() -> Node.get(exchange.post("sid", post, "3")));
        step(() -> Node.get(exchange.taken("sid", post, true, true)));
        step(() -> Node.get(exchange.beginUpgrade("sid", "probe")));
        step(() -> Node.get(exchange.cancelUpgrade("sid", "probe")));
        step(() -> Node.get(exchange.beginUpgrade("sid", "another")));
        step(() -> Node.get(exchange.push("sid", node.id(), List.of("4b"))));
        step(() -> Node.get(exchange.finishUpgrade("sid", "another", dying.id())));
        step(() -> Node.get(dying.store().exchange().listen(dying.id(), _ -> {})));
        step(() -> Node.get(exchange.handOver("sid", node.id(), dying.id(), "state")));
        step(() -> Node.get(exchange.takeOver("sid", dying.id())));
        step(() -> Node.get(exchange.open("other", node.id(), Duration.ofSeconds(85))));
        step(() -> Node.get(exchange.end("other", "1", Duration.ofSeconds(30), null, null)));
    }

    private void seedMethods(StateStore store, Link link) {
        Sequence sequence = new Sequence(1);
        step(() -> Node.get(store.links().recordOfferSent(link, sequence)));
        step(() -> Node.get(store.links().recordOfferReceived(link, sequence)));
        step(() -> Node.get(store.links().recordAnswerSent(link, sequence)));
        step(() -> Node.get(store.links().recordAnswerReceived(link, sequence)));
        step(() -> Node.get(store.links().canRetry(link)));
        step(() -> Node.get(store.links().getStatistics(link)));
        var candidate = Peer.aCandidate("seed", "0", 0, null);
        step(() -> Node.get(store.candidates().bufferCandidate(link, candidate, sequence)));
        step(() -> Node.get(store.candidates().hasDuplicate(link, candidate)));
        step(() -> Node.get(store.candidates().markAsApplied(link, candidate)));
        step(() -> Node.get(store.candidates().getBufferedCandidates(link)));
        step(() -> Node.get(store.connections().recordFailure(link)));
        step(() -> Node.get(store.connections().canRestart(link)));
        step(() ->
                Node.get(
                        store.connections()
                                .updateIceGatheringState(link, IceGatheringState.COMPLETE)));
        Link fresh = link.reverse();
        step(() ->
                Node.get(
                        store.connections()
                                .updateConnectionState(fresh, ConnectionState.CONNECTED)));
    }
}
