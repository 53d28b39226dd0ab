package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Inboxes;
import heliograph.state.Inboxes.Numbered;
import heliograph.state.Inboxes.Position;
import heliograph.state.Inboxes.Read;
import heliograph.state.Media;
import heliograph.state.Offset;
import heliograph.state.Publication;
import heliograph.state.Rooms.Joined;
import heliograph.state.SessionId;
import heliograph.state.Windows;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/**
 * What sessions are to hear ({@code open_session.lua}, {@code read_after.lua}, {@code
 * confirm_inbox.lua}, {@code positions.lua}, {@code forget_session.lua}, {@code lib/inbox.lua}).
 */
@OnEveryServer
class InboxTest extends ScriptTest {
    InboxTest(Server server) {
        super(server);
    }

    private static Inboxes inboxes(Node node) {
        return node.store().inboxes();
    }

    private static Read read(Node node, Peer peer, Offset after, int limit) {
        return Node.get(inboxes(node).readAfter(peer.session(), after, limit));
    }

    private static List<Offset> offsets(Peer peer) {
        return peer.inbox().stream().map(Numbered::offset).toList();
    }

    @Test
    void anInboxBeginsWithTheGreetingWhichIsNotPublished() {
        Node node = node();
        Peer alice = node.peer("room", "alice");
        assertThat(Hearing.words(alice.inbox())).containsExactly("connected alice");
        assertThat(alice.last()).isEqualTo(alice.inbox().getFirst().offset());
        assertThat(alice.last().position()).isEqualTo(1);
        assertThat(alice.hearsAll()).isEmpty();
    }

    @Test
    void everythingIsInOrderFirstWhoSitsThereThenWhatWaitedThenWhatFollows() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.loseConnection();
        alice.offer(bob);
        alice.candidate(bob, "waiting");
        Peer back = bob.again(node);
        back.sitDown();
        alice.candidate(back, "later");
        node.seated("room", "carol");
        alice.switches(Media.Kind.AUDIO, false);
        alice.leave();
        assertThat(Hearing.words(back.inbox()))
                .containsExactly(
                        "connected bob",
                        "joined room [alice]",
                        "offer {}",
                        "iceCandidate waiting",
                        "iceCandidate later",
                        "userJoined carol",
                        "userMediaChanged AUDIO=false",
                        "userLeft alice");
        assertThat(back.hearsAll())
                .as("published is all but the greeting")
                .isEqualTo(Hearing.words(back.inbox()).subList(1, 8));
        assertThat(offsets(back))
                .extracting(Offset::position)
                .as("without a gap")
                .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L);
    }

    @Test
    void publicationsNameWhereTheEntryStands() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.offer(alice);
        List<Numbered> published = new ArrayList<>();
        for (Publication publication : node.heard()) {
            assertThat(publication).isInstanceOf(Publication.News.class);
            Publication.News news = (Publication.News) publication;
            news.to().stream()
                    .filter(address -> address.session().equals(alice.session()))
                    .forEach(
                            address -> published.add(new Numbered(address.offset(), news.entry())));
        }
        assertThat(published).isEqualTo(alice.inbox().subList(1, 4));
        assertThat(bob.last().position()).as("nothing of alice's").isEqualTo(2);
    }

    @Test
    void whatFollowsAnOffsetIsReadInBatches() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        for (int i = 0; i < 5; i++) {
            bob.candidate(alice, "c" + i);
        }
        List<Numbered> all = alice.inbox();
        assertThat(read(node, alice, all.get(2).offset(), 3))
                .isEqualTo(new Read.Entries(all.subList(3, 6)));
        assertThat(read(node, alice, all.get(6).offset(), 3))
                .isEqualTo(new Read.Entries(all.subList(7, 8)));
        assertThat(read(node, alice, all.getLast().offset(), 3))
                .isEqualTo(new Read.Entries(List.of()));
    }

    @Test
    void anOffsetOfAnotherHistoryIsOfAFork() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Offset last = alice.last();
        Read gap = new Read.Gap();
        Read forked = new Read.Forked();
        assertThat(read(node, alice, new Offset(last.position(), last.nonce() + 1), 9))
                .isEqualTo(forked);
        assertThat(read(node, alice, new Offset(last.position() + 1, last.nonce()), 9))
                .isEqualTo(forked);
        assertThat(Node.get(inboxes(node).readAfter(alice.session().next(), last, 9)))
                .as("another generation")
                .isEqualTo(gap);
        assertThat(Node.get(inboxes(node).readAfter(new SessionId("nobody"), last, 9)))
                .isEqualTo(gap);
    }

    @Test
    void whatIsConfirmedIsForgottenUpToTheProofOfThePosition() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        bob.offer(alice);
        List<Numbered> all = alice.inbox();
        assertThat(alice.confirms(all.get(2).offset())).isTrue();
        assertThat(read(node, alice, all.get(2).offset(), 9))
                .isEqualTo(new Read.Entries(all.subList(3, 4)));
        assertThat(read(node, alice, all.get(1).offset(), 9)).isEqualTo(new Read.Gap());
        assertThat(read(node, alice, Offset.START, 9)).isEqualTo(new Read.Gap());
        assertThat(alice.confirms(all.get(1).offset())).as("late").isTrue();
        assertThat(alice.confirms(new Offset(99, 1))).as("of a lost history").isTrue();
        assertThat(read(node, alice, all.get(2).offset(), 9))
                .isEqualTo(new Read.Entries(all.subList(3, 4)));
        assertThat(alice.on(node, alice.session().next()).confirms(all.get(3).offset()))
                .as("another generation")
                .isFalse();
    }

    @Test
    void aSessionLivesAsLongAsItsClientConfirms() {
        Node node = node(new ShortWindows().recovery(200).silence(200).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        long from = Node.get(node.store().health()).clock();
        Awaitility.await()
                .pollInterval(java.time.Duration.ofMillis(20))
                .until(() -> {
                    assertThat(alice.confirms(alice.last())).isTrue();
                    return Node.get(node.store().health()).clock() > from + 600;
                });
        assertThat(bob.confirms(Offset.START)).isFalse();
        assertThat(server.lifetimes())
                .containsKeys(
                        "hg:s:{" + alice.session().id() + "}",
                        "hg:s:{" + alice.session().id() + "}:in")
                .doesNotContainKeys(
                        "hg:s:{" + bob.session().id() + "}",
                        "hg:s:{" + bob.session().id() + "}:in");
    }

    @Test
    void whoDoesNotConfirmLosesTheOldestInTheEnd() {
        Node node = node(new ShortWindows().inboxLimit(10).events(10_000).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        for (int i = 0; i < 300; i++) {
            bob.switches(Media.Kind.AUDIO, i % 2 == 0);
        }
        Offset last = alice.last();
        assertThat(last.position()).isEqualTo(303);
        assertThat(read(node, alice, Offset.START, 999)).isEqualTo(new Read.Gap());
        assertThat(server.raw().xlen("hg:s:{" + alice.session().id() + "}:in"))
                .isBetween(10L, 200L);
    }

    @Test
    void positionsOfManySessionsAreAskedAtOnce() {
        Node node = node(new ShortWindows().events(10_000).roomCapacity(500).build());
        List<Peer> peers = new ArrayList<>();
        for (int i = 0; i < 250; i++) {
            peers.add(node.peer("room", "user " + i));
        }
        peers.get(7).sitDown();
        peers.get(8).sayGoodbye();
        List<SessionId> asked = new ArrayList<>(peers.stream().map(Peer::session).toList());
        asked.add(peers.get(0).session().next());
        asked.add(new SessionId("nobody"));
        List<Position> positions = Node.get(inboxes(node).positions(asked));
        peers.remove(8);
        assertThat(positions)
                .isEqualTo(
                        peers.stream()
                                .map(peer -> new Position(peer.session(), peer.last()))
                                .toList());
        assertThat(positions.get(7).last().position()).isEqualTo(2);
        assertThat(Node.get(inboxes(node).positions(List.of()))).isEmpty();
    }

    @Test
    void whoSaidGoodbyeIsForgottenAndToldNothing() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.on(node, alice.session().next()).sayGoodbye();
        assertThat(alice.confirms(Offset.START)).as("another generation's goodbye").isTrue();
        alice.hears();
        alice.sayGoodbye();
        alice.sayGoodbye();
        bob.offer(alice);
        bob.switches(Media.Kind.AUDIO, false);
        assertThat(alice.hears()).isEmpty();
        assertThat(server.lifetimes().keySet())
                .noneMatch(key -> key.contains(alice.session().id()));
    }

    @Test
    void onlyASessionMaySitDown() {
        Node node = node();
        Peer alice = node.peer("room", "alice");
        assertThat(alice.on(node, alice.session().next()).join()).isEqualTo(new Joined.NoSession());
        alice.sayGoodbye();
        assertThat(alice.join()).isEqualTo(new Joined.NoSession());
        assertThat(server.keysOfRooms()).allMatch(key -> key.startsWith("hg:rate:"));
    }

    @Test
    void aRoomIsToldWithOnePublicationForEachNode() {
        Node first = node("n1", Windows.DEFAULTS);
        Node second = node("n2", Windows.DEFAULTS);
        Node third = node("n3", Windows.DEFAULTS);
        Peer alice = first.seated("room", "alice");
        List<Peer> others = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            others.add(first.seated("room", "first " + i));
            others.add(second.seated("room", "second " + i));
        }
        third.seated("room", "away").loseConnection();
        int before = first.heard().size();
        int beforeSecond = second.heard().size();
        int beforeThird = third.heard().size();
        alice.leave();
        assertThat(first.heard()).hasSize(before + 1);
        assertThat(second.heard()).hasSize(beforeSecond + 1);
        assertThat(third.heard()).hasSize(beforeThird);
        assertThat(((Publication.News) second.heard().getLast()).to())
                .containsExactlyInAnyOrder(
                        others.get(1).address(),
                        others.get(3).address(),
                        others.get(5).address(),
                        others.get(7).address());
    }
}
