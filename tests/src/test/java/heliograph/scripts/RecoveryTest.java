package heliograph.scripts;

import static heliograph.scripts.With.with;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Candidates;
import heliograph.state.ConnectionState;
import heliograph.state.Connections.Verdict;
import heliograph.state.Entry;
import heliograph.state.Inboxes.Numbered;
import heliograph.state.Inboxes.Recovered;
import heliograph.state.Inboxes.Why;
import heliograph.state.Links;
import heliograph.state.Media;
import heliograph.state.Offset;
import heliograph.state.Participant;
import heliograph.state.Rooms.Joined;
import heliograph.state.Rooms.Left;
import heliograph.state.Rooms.MediaSet;
import heliograph.state.UserId;
import heliograph.state.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code recover_session.lua}, but for seats that others were told had been left. */
@OnEveryServer
class RecoveryTest extends ScriptTest {
    private Node first = node("first", Windows.DEFAULTS);
    private Node second = node("second", Windows.DEFAULTS);

    RecoveryTest(Server server) {
        super(server);
    }

    private static Recovered refused(Why why) {
        return new Recovered.Refused(why);
    }

    /** What recovering must not change: everything but how long keys live, and the leases. */
    private Map<String, Object> everything() {
        Map<String, Object> all = new java.util.TreeMap<>();
        for (String key : server.lifetimes().keySet()) {
            all.put(
                    key,
                    switch (server.raw().type(key)) {
                        case "hash" -> server.raw().hgetall(key);
                        case "stream" ->
                                server.raw()
                                        .xrange(key, io.lettuce.core.Range.unbounded())
                                        .toString();
                        case "zset" -> server.raw().zrangeWithScores(key, 0, -1).toString();
                        case "string" -> String.valueOf(server.raw().get(key));
                        default -> server.raw().type(key);
                    });
        }
        all.remove("hg:nodes");
        return all;
    }

    @Test
    void aSessionGoesOnWhereItsClientStandsOnAnotherNode() {
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        alice.offer(bob, with().text("heard"));
        Offset heard = bob.last();
        alice.candidate(bob, "missed");
        bob.hears();
        Recovered.Resumed resumed = bob.resumption(second, heard);
        assertThat(resumed.id()).isEqualTo(bob.session().next());
        assertThat(Hearing.words(resumed.missed())).containsExactly("iceCandidate missed");
        assertThat(resumed.rooms()).containsExactly(bob.room());
        assertThat(bob.hears()).as("the older connection").containsExactly("fenced");
        Peer back = bob.on(second, resumed.id());
        assertThat(back.answer(alice)).isEqualTo(new Links.Relayed.Accepted());
        alice.candidate(back, "after");
        assertThat(back.hears()).containsExactly("iceCandidate after");
        assertThat(bob.hears()).isEmpty();
        assertThat(alice.hears())
                .as("nobody else notices")
                .containsExactly("userJoined bob", "answer {}");
    }

    @Test
    void whatWaitedComesWholeHoweverLittleTheInboxHolds() {
        Node small = node("small", new ShortWindows().inboxLimit(10).build());
        Peer alice = small.seated("room", "alice");
        Peer bob = small.seated("room", "bob");
        Offset heard = bob.last();
        List<String> expected = new ArrayList<>(List.of("offer {}"));
        alice.offer(bob, with().ufrag("g"));
        bob.loseConnection();
        for (int i = 1; i <= 150; i++) {
            alice.candidate(bob, "c" + i, with().sequence(i).ufrag("g"));
            expected.add("iceCandidate c" + i);
        }
        assertThat(Hearing.words(bob.resumption(small, heard).missed())).isEqualTo(expected);
    }

    @Test
    void whatWasMissedHasEachEntryOnceAndInOrder() {
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        Offset heard = bob.last();
        alice.offer(bob, with().ufrag("g").text("before the loss"));
        bob.loseConnection();
        alice.candidate(bob, "c2", with().sequence(2).ufrag("g"));
        alice.candidate(bob, "c1", with().sequence(1).ufrag("g"));
        first.seated("room", "carol").switches(Media.Kind.AUDIO, false);
        Recovered.Resumed resumed = bob.resumption(second, heard);
        assertThat(Hearing.words(resumed.missed()))
                .containsExactly(
                        "offer before the loss",
                        "userJoined carol",
                        "userMediaChanged AUDIO=false",
                        "iceCandidate c1",
                        "iceCandidate c2");
        assertThat(resumed.missed())
                .extracting(entry -> entry.offset().position())
                .containsExactly(3L, 4L, 5L, 6L, 7L);
        Peer back = bob.on(second, resumed.id());
        assertThat(alice.candidate(back, "c3", with().ufrag("g")))
                .isEqualTo(new Candidates.Relayed.Accepted());
        assertThat(alice.candidate(back, "c1", with().ufrag("g")))
                .as("delivered already")
                .isEqualTo(new Candidates.Relayed.Duplicate());
        assertThat(back.hears()).containsExactly("iceCandidate c3");
    }

    @Test
    void descriptionsWaitEachFollowedByItsCandidatesAndOlderGenerationsGo() {
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        Offset heard = bob.last();
        bob.loseConnection();
        alice.candidate(bob, "of g1", with().ufrag("g1"));
        alice.offer(bob, with().ufrag("g1").text("first"));
        alice.offer(bob, with().ufrag("g2").text("second"));
        alice.candidate(bob, "of g2", with().ufrag("g2"));
        assertThat(Hearing.words(bob.resumption(second, heard).missed()))
                .containsExactly("offer first", "offer second", "iceCandidate of g2");
        assertThat(server.lifetimes()).doesNotContainKey("hg:{room}:wait:bob");
    }

    @Test
    void tryingAgainAfterALostAnswerIsLikeTryingForTheFirstTime() {
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        Offset heard = bob.last();
        bob.loseConnection();
        alice.offer(bob);
        alice.candidate(bob, "c");
        Recovered.Resumed lost = bob.resumption(first, heard);
        Peer never = bob.on(first, lost.id());
        Recovered.Resumed again = bob.resumption(second, heard);
        assertThat(again.missed()).isEqualTo(lost.missed()).hasSize(2);
        assertThat(again.rooms()).isEqualTo(lost.rooms());
        assertThat(again.id()).isEqualTo(lost.id().next());
        assertThat(never.hears()).containsExactly("fenced");
        assertThat(alice.offer(bob.on(second, again.id()))).isEqualTo(new Links.Relayed.Accepted());
        assertThat(alice.hears()).as("of all this").containsExactly("userJoined bob");
    }

    @Test
    void theOlderConnectionSpeaksAndEndsForNobody() {
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        Peer back = bob.resumed(second, bob.last());
        assertThat(bob.offer(alice)).isEqualTo(new Links.Relayed.NotSeated());
        assertThat(bob.answer(alice)).isEqualTo(new Links.Relayed.NotSeated());
        assertThat(bob.candidate(alice, "c")).isEqualTo(new Candidates.Relayed.NotSeated());
        assertThat(bob.reports(alice, ConnectionState.FAILED)).isEqualTo(new Verdict.NotSeated());
        assertThat(bob.switches(Media.Kind.AUDIO, true)).isEqualTo(new MediaSet.NotSeated());
        assertThat(bob.join()).isEqualTo(new Joined.NoSession());
        assertThat(bob.confirms(Offset.START)).isFalse();
        bob.sayGoodbye();
        assertThat(bob.loseConnection()).isEqualTo(Left.NOT_SEATED);
        assertThat(bob.leave()).isEqualTo(Left.NOT_SEATED);
        assertThat(Node.get(first.store().rooms().participants(bob.room())))
                .allMatch(Participant::present);
        assertThat(back.offer(alice)).isEqualTo(new Links.Relayed.Accepted());
        assertThat(back.confirms(back.last())).isTrue();
    }

    @Test
    void everySeatOfASessionMovesWithItAndKeepsItsPlace() {
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        first.seated("room", "carol");
        Peer bobElsewhere = bob.in("elsewhere {1}%");
        bobElsewhere.sitDown();
        List<Participant> before = Node.get(first.store().rooms().participants(alice.room()));
        bob.loseConnection();
        Recovered.Resumed resumed = bob.resumption(second, bob.last());
        assertThat(resumed.rooms()).containsExactlyInAnyOrder(bob.room(), bobElsewhere.room());
        assertThat(Node.get(first.store().rooms().participants(alice.room())))
                .as("order, media and time of joining")
                .isEqualTo(before);
        assertThat(bob.on(second, resumed.id()).in("elsewhere {1}%").leave()).isEqualTo(Left.DONE);
        assertThat(bob.resumption(first, bob.on(second, resumed.id()).last()).rooms())
                .containsExactly(bob.room());
    }

    @Test
    void sequencesAndMessageIdsGoOn() {
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        bob.offer(alice, with().sequence(1).messageId("m"));
        bob.loseConnection();
        Peer back = bob.resumed(second, bob.last());
        assertThat(back.offer(alice, with().sequence(1))).isEqualTo(new Links.Relayed.Duplicate());
        assertThat(back.offer(alice, with().messageId("m")))
                .isEqualTo(new Links.Relayed.Repeated(new Links.Relayed.Accepted()));
        assertThat(alice.hears()).containsExactly("userJoined bob", "offer {}");
    }

    @Test
    void whoHasNoOffsetHeardNothing() {
        Peer alice = first.seated("room", "alice");
        List<Numbered> all = alice.inbox();
        assertThat(alice.resumption(second, null).missed()).isEqualTo(all);
        assertThat(Hearing.words(all)).containsExactly("connected alice", "joined room []");
        assertThat(alice.resumption(second, Offset.START).missed()).isEqualTo(all);
    }

    @Test
    void anOffsetOfAnOlderSessionProvesNothing() {
        Peer older = first.peer("room", "alice");
        Offset before = older.last();
        Peer alice = first.seated("room", "alice");
        assertThat(before.nonce()).isLessThan(alice.last().nonce());
        List<Numbered> all = alice.inbox();
        assertThat(alice.resumption(second, before).missed()).isEqualTo(all).hasSize(2);
    }

    @Test
    void anOffsetThatIsNotInTheInboxIsAGapAndChangesNothing() {
        Peer alice = first.seated("room", "alice");
        Offset last = alice.last();
        Map<String, Object> before = everything();
        assertThat(alice.recovers(second, new Offset(last.position(), last.nonce() + 1)))
                .as("the same place in another history")
                .isEqualTo(refused(Why.GAP));
        assertThat(alice.recovers(second, new Offset(last.position() + 1, last.nonce())))
                .isEqualTo(refused(Why.GAP));
        assertThat(everything()).isEqualTo(before);
        assertThat(alice.resumption(second, last).missed()).isEmpty();
    }

    @Test
    void aTrimmedInboxIsAGapForWhoHeardLess() {
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        bob.offer(alice);
        List<Numbered> all = alice.inbox();
        alice.confirms(all.get(2).offset());
        assertThat(alice.recovers(second, all.get(1).offset())).isEqualTo(refused(Why.GAP));
        assertThat(alice.recovers(second, null)).isEqualTo(refused(Why.GAP));
        assertThat(alice.recovers(second, Offset.START)).isEqualTo(refused(Why.GAP));
        assertThat(alice.resumption(second, all.get(2).offset()).missed())
                .isEqualTo(all.subList(3, 4));
    }

    @Test
    void onlyWhoKnowsTheSecretAndIsTheUserResumes() {
        Peer alice = first.seated("room", "alice");
        Map<String, Object> before = everything();
        assertThat(alice.recovers(second, "guessed", alice.user(), alice.last()))
                .isEqualTo(refused(Why.UNKNOWN));
        assertThat(alice.recovers(second, "", alice.user(), alice.last()))
                .isEqualTo(refused(Why.UNKNOWN));
        assertThat(alice.recovers(second, alice.secret(), new UserId("mallory"), alice.last()))
                .isEqualTo(refused(Why.UNKNOWN));
        assertThat(everything()).isEqualTo(before);
        Peer stranger = first.peer("room", "stranger");
        stranger.sayGoodbye();
        assertThat(stranger.recovers(second, null)).isEqualTo(refused(Why.UNKNOWN));
    }

    @Test
    void whoWasReplacedOrTookOverDoesNotComeBack() {
        Peer bob = first.seated("room", "bob");
        Offset heard = bob.last();
        Peer newer = bob.again(second);
        newer.sitDown();
        assertThat(bob.recovers(first, heard)).isEqualTo(refused(Why.UNKNOWN));
        newer.loseConnection();
        newer.again(first).sitDown();
        assertThat(newer.recovers(second, null)).isEqualTo(refused(Why.UNKNOWN));
        assertThat(Node.get(first.store().rooms().participants(bob.room()))).hasSize(1);
    }

    @Test
    void aSeatThatIsGoneMakesTheWholeSessionLost() {
        Peer bob = first.seated("room", "bob");
        bob.in("elsewhere").sitDown();
        server.raw().del("hg:{elsewhere}:room", "hg:{elsewhere}:seats");
        Map<String, Object> before = everything();
        assertThat(bob.recovers(second, bob.last())).isEqualTo(refused(Why.SEAT_LOST));
        assertThat(everything()).isEqualTo(before);
    }

    @Test
    void aRoomThatWasDeletedMeanwhileIsHeardOf() {
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        Offset heard = bob.last();
        bob.loseConnection();
        Node.get(first.store().rooms().delete(alice.room(), alice.user()));
        Recovered.Resumed resumed = bob.resumption(second, heard);
        assertThat(resumed.missed())
                .extracting(Numbered::entry)
                .containsExactly(new Entry.RoomClosed(bob.room()));
        assertThat(resumed.rooms()).isEmpty();
    }
}
