package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Rooms.Created;
import heliograph.state.Rooms.Deleted;
import heliograph.state.Rooms.Joined;
import heliograph.state.Rooms.NewRoom;
import heliograph.state.Rooms.Room;
import heliograph.state.UserId;
import heliograph.state.Windows;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** {@code create_room.lua}, {@code room_info.lua}, {@code delete_room.lua}. */
@OnEveryServer
class RoomTest extends ScriptTest {
    private static final UserId ALICE = new UserId("alice");
    private static final UserId BOB = new UserId("bob");

    RoomTest(Server server) {
        super(server);
    }

    @Test
    void aCreatedRoomIsFoundAndStaysWithoutParticipants() {
        Node node = node();
        Rooms rooms = node.store().rooms();
        RoomId id = new RoomId("team");
        Room made = made(rooms, new NewRoom(id, "Team", "Every Monday", 2, ALICE));
        assertThat(made.createdAt())
                .isCloseTo(
                        System.currentTimeMillis(), org.assertj.core.data.Offset.offset(60_000L));
        assertThat(Node.get(rooms.find(id))).contains(made);
        assertThat(made.name()).isEqualTo("Team");
        assertThat(made.description()).isEqualTo("Every Monday");
        assertThat(made.isFull()).isFalse();

        Peer bob = node.seated("team", "bob");
        Peer carol = node.seated("team", "carol");
        assertThat(node.peer("team", "dave").join()).isEqualTo(new Joined.Full(2));
        assertThat(Node.get(rooms.find(id)).orElseThrow().isFull()).isTrue();
        bob.leave();
        carol.leave();
        assertThat(Node.get(rooms.find(id))).contains(made);
        assertThat(Node.get(rooms.participants(id))).isEmpty();
    }

    private static Room made(Rooms rooms, NewRoom wish) {
        Created created = Node.get(rooms.create(wish));
        assertThat(created).isInstanceOf(Created.Made.class);
        return ((Created.Made) created).room();
    }

    @Test
    void roomsMadeAndJoinsOfAUserAreCountedTogether() {
        Rooms rooms = node(new ShortWindows().events(2).rate(60_000).build()).store().rooms();
        made(rooms, new NewRoom(new RoomId("one"), null, null, null, ALICE));
        made(rooms, new NewRoom(new RoomId("two"), null, null, null, ALICE));

        Created third =
                Node.get(rooms.create(new NewRoom(new RoomId("three"), null, null, null, ALICE)));
        assertThat(third)
                .isInstanceOfSatisfying(
                        Created.RateLimited.class,
                        limited ->
                                assertThat(limited.retryAfter())
                                        .isBetween(Duration.ofSeconds(50), Duration.ofSeconds(60)));
        assertThat(Node.get(rooms.find(new RoomId("three")))).isEmpty();
        made(rooms, new NewRoom(new RoomId("of another"), null, null, null, BOB));
    }

    @Test
    void aRoomThatSaysLittleHasTheDefaults() {
        Rooms rooms = node().store().rooms();
        RoomId id = new RoomId("plain");
        made(rooms, new NewRoom(id, null, null, null, ALICE));
        Room found = Node.get(rooms.find(id)).orElseThrow();
        assertThat(found.name()).isNull();
        assertThat(found.description()).isNull();
        assertThat(found.maxParticipants()).isEqualTo(Windows.DEFAULTS.roomCapacity());
        assertThat(found.createdBy()).isEqualTo(ALICE);
    }

    @Test
    void roomsAreListedOldestFirst() {
        Node node = node();
        Rooms rooms = node.store().rooms();
        made(rooms, new NewRoom(new RoomId("z first"), null, null, null, ALICE));
        long first = Node.get(node.store().health()).clock();
        Awaitility.await()
                .pollInterval(Duration.ofMillis(2))
                .until(() -> Node.get(node.store().health()).clock() > first + 1);
        node.seated("a second", "alice");
        assertThat(Node.get(rooms.list(0, 100)).rooms())
                .extracting(room -> room.id().value(), Room::participantsCount)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("z first", 0),
                        org.assertj.core.groups.Tuple.tuple("a second", 1));
    }

    @Test
    void aPageOfTheListHoldsWhatItAskedForAndSaysHowManyThereAre() {
        Rooms rooms = node().store().rooms();
        assertThat(Node.get(rooms.list(0, 10))).isEqualTo(new Rooms.Page(List.of(), 0));
        List<Room> all = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            RoomId id = new RoomId("room " + i);
            all.add(made(rooms, new NewRoom(id, null, null, null, ALICE)));
        }

        assertThat(Node.get(rooms.list(0, 10))).isEqualTo(new Rooms.Page(all, 5));
        assertThat(Node.get(rooms.list(0, 2))).isEqualTo(new Rooms.Page(all.subList(0, 2), 5));
        assertThat(Node.get(rooms.list(3, 2))).isEqualTo(new Rooms.Page(all.subList(3, 5), 5));
        assertThat(Node.get(rooms.list(4, 2))).isEqualTo(new Rooms.Page(all.subList(4, 5), 5));
        assertThat(Node.get(rooms.list(5, 2))).isEqualTo(new Rooms.Page(List.of(), 5));
        assertThat(Node.get(rooms.list(Integer.MAX_VALUE, 1_000)).rooms()).isEmpty();
        assertThatThrownBy(() -> rooms.list(-1, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> rooms.list(0, 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void anUnknownRoomIsSaidToBeUnknown() {
        Node node = node(new ShortWindows().autoCreateRooms(false).build());
        Rooms rooms = node.store().rooms();
        RoomId id = new RoomId("nowhere");
        assertThat(Node.get(rooms.find(id))).isEmpty();
        assertThat(Node.get(rooms.participants(id))).isEmpty();
        assertThat(Node.get(rooms.delete(id, ALICE))).isEqualTo(Deleted.NO_SUCH_ROOM);
        assertThat(node.peer("nowhere", "alice").join()).isEqualTo(new Joined.NoSuchRoom());
        made(rooms, new NewRoom(id, null, null, null, BOB));
        assertThat(node.peer("nowhere", "alice").join()).isInstanceOf(Joined.Seated.class);
    }

    @Test
    void onlyItsCreatorDeletesARoomAndAllInItAreTold() {
        Node first = node("n1", Windows.DEFAULTS);
        Node second = node("n2", Windows.DEFAULTS);
        Peer alice = first.seated("room", "alice");
        Peer bob = second.seated("room", "bob");
        Peer carol = first.seated("room", "carol");
        alice.offer(bob);
        bob.loseConnection();
        alice.offer(bob);
        alice.candidate(bob, "c");
        alice.hears();
        carol.hears();
        Rooms rooms = first.store().rooms();
        assertThat(Node.get(rooms.delete(alice.room(), BOB))).isEqualTo(Deleted.NOT_CREATOR);
        assertThat(Node.get(rooms.delete(alice.room(), ALICE))).isEqualTo(Deleted.DONE);
        assertThat(alice.hears()).containsExactly("roomClosed");
        assertThat(carol.hears()).containsExactly("roomClosed");
        assertThat(alice.offer(carol)).isEqualTo(new heliograph.state.Links.Relayed.NotSeated());
        assertThat(server.keysOfRooms()).allMatch(key -> key.startsWith("hg:rate:"));
        assertThat(Node.get(rooms.delete(alice.room(), ALICE))).isEqualTo(Deleted.NO_SUCH_ROOM);
    }

    @Test
    void aRoomThatNobodyTouchesEndsWithItsTtl() {
        Node node = node(new ShortWindows().roomTtl(400).build());
        Rooms rooms = node.store().rooms();
        made(rooms, new NewRoom(new RoomId("idle"), null, null, null, ALICE));
        Peer bob = node.seated("busy", "bob");
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> {
                    Node.get(node.store().nodes().sweep(node.id()));
                    return Node.get(rooms.list(0, 100)).rooms().size() == 1;
                });
        assertThat(Node.get(rooms.list(0, 100)).rooms().getFirst().id()).isEqualTo(bob.room());
        assertThat(server.raw().zrange("hg:rooms", 0, -1)).containsExactly("busy");
    }
}
