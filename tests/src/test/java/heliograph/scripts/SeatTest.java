package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.ConnectionState;
import heliograph.state.Entry;
import heliograph.state.Inboxes;
import heliograph.state.Media;
import heliograph.state.Offset;
import heliograph.state.Participant;
import heliograph.state.Publication;
import heliograph.state.Rooms.Joined;
import heliograph.state.Rooms.Left;
import heliograph.state.Rooms.MediaSet;
import heliograph.state.SignalingState;
import heliograph.state.Windows;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * {@code join_room.lua}, {@code leave_room.lua}, {@code set_media.lua}, {@code participants.lua}.
 */
@OnEveryServer
class SeatTest extends ScriptTest {
    SeatTest(Server server) {
        super(server);
    }

    private static List<Publication.Address> addressees(Publication publication) {
        assertThat(publication).isInstanceOf(Publication.News.class);
        return ((Publication.News) publication).to();
    }

    @Test
    void whoJoinsSeesTheOthersInOrderAndIsAnnounced() {
        Node node = node();
        Peer zoe = node.peer("room", "zoe");
        Joined.Seated first = zoe.sitDown();
        assertThat(first.others()).isEmpty();
        Peer adam = node.peer("room", "adam");
        Joined.Seated second = adam.sitDown();
        Peer max = node.peer("room", "max");
        Joined.Seated third = max.sitDown();
        assertThat(third.others())
                .extracting(other -> other.user().value())
                .containsExactly("zoe", "adam");
        assertThat(List.of(first.order(), second.order(), third.order()))
                .isSorted()
                .doesNotHaveDuplicates();
        Participant shown = third.others().getFirst();
        assertThat(shown.profile()).isEqualTo("{\"name\":\"zoe\"}");
        assertThat(shown.media()).isEqualTo(new Media(true, false, false));
        assertThat(shown.order()).isEqualTo(first.order());
        assertThat(shown.present()).isTrue();
        assertThat(shown.joinedAt())
                .isCloseTo(
                        System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        assertThat(zoe.hears()).containsExactly("userJoined adam", "userJoined max");
        assertThat(max.hearsAll()).containsExactly("joined room [zoe, adam]");
        assertThat(max.inbox().getLast().entry())
                .isEqualTo(new Entry.Joined(max.room(), third.order(), third.others()));
    }

    @Test
    void theSameSessionAgainChangesItsMediaAndTellsTheOthersNoMore() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.peer("room", "bob");
        Joined.Seated first = bob.sitDown();
        bob.switches(Media.Kind.SCREEN, true);
        bob.switches(Media.Kind.VIDEO, true);
        alice.hears();
        Joined.Seated again = bob.sitDown();
        assertThat(again.order()).isEqualTo(first.order());
        assertThat(again.others()).hasSize(1);
        assertThat(alice.hears())
                .containsExactly("userMediaChanged {\"userId\":\"bob\",\"video\":false}");
        assertThat(bob.inbox())
                .extracting(Inboxes.Numbered::entry)
                .as("it is told once more who is there")
                .contains(new Entry.Joined(bob.room(), first.order(), again.others()));
        assertThat(Node.get(node.store().rooms().participants(bob.room())).getLast().media())
                .as("joining says nothing of the screen")
                .isEqualTo(new Media(true, false, true));
    }

    @Test
    void aFullRoomTakesNobodyElseButThoseWhoHaveASeat() {
        Node node = node(new ShortWindows().roomCapacity(2).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Peer carol = node.peer("room", "carol");
        assertThat(carol.join()).isEqualTo(new Joined.Full(2));
        bob.loseConnection();
        assertThat(carol.join()).as("his seat is kept").isEqualTo(new Joined.Full(2));
        assertThat(bob.again(node).join()).isInstanceOf(Joined.Seated.class);
        assertThat(alice.again(node).join()).as("replaces").isInstanceOf(Joined.Seated.class);
        assertThat(Node.get(node.store().rooms().participants(alice.room()))).hasSize(2);
        assertThat(carol.join()).isEqualTo(new Joined.Full(2));
    }

    @Test
    void aNewerSessionReplacesALiveOne() {
        Node first = node("n1", Windows.DEFAULTS);
        Node second = node("n2", Windows.DEFAULTS);
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        alice.offer(bob);
        bob.reports(alice, ConnectionState.CONNECTED);
        Peer newer = bob.again(second);
        newer.sitDown();
        assertThat(bob.hears()).containsExactly("offer {}", "replaced");
        assertThat(alice.hears())
                .as("no userLeft")
                .containsExactly("userJoined bob", "userJoined bob");
        assertThat(alice.statistics(bob).state()).isEqualTo(SignalingState.IDLE);
        assertThat(bob.statistics(alice).connectionState()).isNull();
        assertThat(bob.leave()).isEqualTo(Left.NOT_SEATED);
        assertThat(bob.loseConnection()).isEqualTo(Left.NOT_SEATED);
        assertThat(bob.switches(Media.Kind.AUDIO, false)).isEqualTo(new MediaSet.NotSeated());
        assertThat(newer.offer(alice)).isEqualTo(new heliograph.state.Links.Relayed.Accepted());
        assertThat(bob.confirms(Offset.START)).as("and can never come back").isFalse();
        assertThat(server.lifetimes()).doesNotContainKey("hg:s:{" + bob.session().id() + "}");
        assertThat(bob.join()).isEqualTo(new Joined.NoSession());
    }

    @Test
    void whoLeavesIsGoneAtOnceWithAllThatBelongedToIt() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.offer(bob);
        bob.candidate(alice, "c");
        alice.hears();
        assertThat(bob.leave()).isEqualTo(Left.DONE);
        assertThat(bob.leave()).isEqualTo(Left.NOT_SEATED);
        assertThat(alice.hears()).containsExactly("userLeft bob");
        assertThat(bob.hears()).containsExactly("offer {}");
        assertThat(alice.statistics(bob).state()).isEqualTo(SignalingState.IDLE);
        assertThat(server.keysOfRooms())
                .containsExactlyInAnyOrder(
                        "hg:rooms",
                        "hg:due",
                        "hg:{room}:room",
                        "hg:{room}:seats",
                        "hg:{room}:profiles",
                        "hg:rate:join:{alice}",
                        "hg:rate:join:{bob}",
                        "hg:rate:description:{alice}",
                        "hg:rate:candidate:{bob}");
    }

    @Test
    void aRoomMadeByJoiningGoesWithItsLastSeat() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        Peer newer = bob.again(node);
        alice.offer(bob, With.with().sequence(1).messageId("m"));
        newer.sitDown();
        newer.offer(alice, With.with().sequence(1).messageId("m"));
        newer.candidate(node.peer("room", "nobody"), "c");
        alice.leave();
        newer.leave();
        assertThat(server.keysOfRooms())
                .as("only the limits, which are the users', are left")
                .allMatch(key -> key.startsWith("hg:rate:"));
        assertThat(Node.get(node.store().rooms().list(0, 100)).rooms()).isEmpty();
    }

    @Test
    void mediaAreToldToEveryoneOnOnePublicationANode() {
        Node first = node("n1", Windows.DEFAULTS);
        Node second = node("n2", Windows.DEFAULTS);
        Peer alice = first.seated("room", "alice");
        Peer bob = first.seated("room", "bob");
        Peer carol = second.seated("room", "carol");
        Peer dave = second.seated("room", "dave");
        dave.loseConnection();
        int before = first.heard().size();
        int beforeSecond = second.heard().size();

        assertThat(alice.switches(Media.Kind.SCREEN, true)).isEqualTo(new MediaSet.Done());
        assertThat(first.heard()).hasSize(before + 1);
        assertThat(addressees(first.heard().getLast()))
                .containsExactlyInAnyOrder(alice.address(), bob.address());
        assertThat(second.heard()).hasSize(beforeSecond + 1);
        assertThat(addressees(second.heard().getLast()))
                .as("not whose connection is lost")
                .containsExactly(carol.address());
        assertThat(dave.inbox().getLast().entry())
                .as("it stands in the inbox for the return")
                .isEqualTo(new Entry.Said("userMediaChanged", "SCREEN=true"));
        assertThat(alice.switches(Media.Kind.AUDIO, false)).isEqualTo(new MediaSet.Done());
        assertThat(alice.switches(Media.Kind.VIDEO, true)).isEqualTo(new MediaSet.Done());
        assertThat(carol.hears())
                .endsWith(
                        "userMediaChanged SCREEN=true",
                        "userMediaChanged AUDIO=false",
                        "userMediaChanged VIDEO=true");
        assertThat(Node.get(first.store().rooms().participants(alice.room())).getFirst().media())
                .isEqualTo(new Media(false, true, true));

        alice.leave();
        assertThat(first.heard().getLast())
                .isEqualTo(
                        new Publication.News(
                                List.of(bob.address()),
                                new Entry.UserLeft(alice.room(), alice.user())));
        assertThat(second.heard().getLast())
                .isEqualTo(
                        new Publication.News(
                                List.of(carol.address()),
                                new Entry.UserLeft(alice.room(), alice.user())));
    }

    @Test
    void participantsShowWhoIsAway() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.loseConnection();
        assertThat(Node.get(node.store().rooms().participants(bob.room())))
                .extracting(Participant::user, Participant::present)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(alice.user(), false),
                        org.assertj.core.groups.Tuple.tuple(bob.user(), true));
    }
}
