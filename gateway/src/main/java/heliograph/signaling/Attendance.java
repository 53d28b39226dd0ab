package heliograph.signaling;

import heliograph.protocol.ClientMessage.JoinRoom;
import heliograph.protocol.ClientMessage.LeaveRoom;
import heliograph.protocol.ClientMessage.Toggle;
import heliograph.protocol.Codec;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.ServerMessage;
import heliograph.state.NodeId;
import heliograph.state.Participant;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Rooms.Joined;
import java.util.List;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is in a room: joining, leaving, media flags. */
final class Attendance {
    private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

    private final Rooms rooms;
    private final NodeId node;
    private final Departures departures;
    private final Refusals refusals;

    Attendance(Rooms rooms, NodeId node, Departures departures, Refusals refusals) {
        this.rooms = rooms;
        this.node = node;
        this.departures = departures;
        this.refusals = refusals;
    }

    CompletionStage<Reply> join(Session caller, JoinRoom wish) {
        caller.joinStarts();
        return rooms.join(
                        new Rooms.Join(
                                wish.roomId(),
                                caller.seat(),
                                node,
                                Codec.encode(caller.profile()),
                                wish.audio(),
                                wish.video(),
                                Codec.encode(
                                        ServerMessage.UserJoined.of(
                                                caller.profile(), wish.audio(), wish.video()))))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        caller.joinEnds();
                    }
                })
                .thenApply(joined -> answer(caller, wish.roomId(), joined));
    }

    private Reply answer(Session caller, RoomId room, Joined joined) {
        return switch (joined) {
            case Joined.Seated seated -> seated(caller, room, seated);
            case Joined.Full(int max) -> {
                caller.joinEnds();
                yield Reply.refused(
                        refusals.of(
                                ErrorCode.ROOM_FULL,
                                "room " + room + " has " + max + " seats and no free one",
                                "joinRoom",
                                null),
                        "room_full");
            }
            case Joined.NoSuchRoom _ -> {
                caller.joinEnds();
                yield Reply.refused(
                        refusals.of(
                                ErrorCode.NOT_FOUND,
                                "roomId: there is no room " + room,
                                "joinRoom",
                                null),
                        "no_such_room");
            }
            case Joined.RateLimited(var retryAfter) -> {
                caller.joinEnds();
                yield Reply.refused(
                        refusals.rateLimited(retryAfter, "joinRoom", null), "rate_limited");
            }
        };
    }

    private Reply seated(Session caller, RoomId room, Joined.Seated seated) {
        List<ServerMessage.Someone> others =
                seated.others().stream().map(other -> someone(other, seated.order())).toList();
        ServerMessage answer =
                new ServerMessage.JoinedRoom(room, caller.profile(), others, others.size() + 1);
        Departures.How ended = caller.joined(room, answer, seated.waiting());
        if (ended != null) {
            departures.depart(room, caller.seat(), ended);
        }
        LOG.atDebug()
                .addKeyValue("event", "joined")
                .addKeyValue("room", room)
                .addKeyValue("user", caller.profile().userId())
                .log("{} joined {}", caller.profile().userId(), room);
        return new Reply(List.of(), answer, "accepted");
    }

    /** Of two, the one who came later is the polite side (wire contract, {@code joinedRoom}). */
    private static ServerMessage.Someone someone(Participant other, long ownOrder) {
        return ServerMessage.Someone.of(
                Codec.decodeProfile(other.user(), other.profile()),
                other.media(),
                ownOrder > other.order());
    }

    CompletionStage<Reply> leave(Session caller, LeaveRoom wish) {
        return rooms.leave(wish.roomId(), caller.seat())
                .thenApply(left -> {
                    caller.left(wish.roomId());
                    return switch (left) {
                        case DONE ->
                                Reply.both(
                                        new ServerMessage.LeftRoom(wish.roomId(), true),
                                        "accepted");
                        case NOT_SEATED ->
                                Reply.refused(
                                        refusals.notSeated(wish.roomId(), "leaveRoom", null),
                                        "not_seated");
                    };
                });
    }

    CompletionStage<Reply> toggle(Session caller, Toggle toggle, String event) {
        return rooms.setMedia(
                        toggle.roomId(),
                        caller.seat(),
                        toggle.kind(),
                        toggle.enabled(),
                        Codec.encode(
                                ServerMessage.UserMediaChanged.of(
                                        caller.profile().userId(),
                                        toggle.kind(),
                                        toggle.enabled())))
                .thenApply(set ->
                        switch (set) {
                            case Rooms.MediaSet.Done _ -> Reply.done("accepted");
                            case Rooms.MediaSet.NotSeated _ ->
                                    Reply.refused(
                                            refusals.notSeated(toggle.roomId(), event, null),
                                            "not_seated");
                            case Rooms.MediaSet.RateLimited(var retryAfter) ->
                                    Reply.refused(
                                            refusals.rateLimited(retryAfter, event, null),
                                            "rate_limited");
                        });
    }
}
