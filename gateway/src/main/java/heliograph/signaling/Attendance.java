package heliograph.signaling;

import heliograph.protocol.ClientMessage.JoinRoom;
import heliograph.protocol.ClientMessage.LeaveRoom;
import heliograph.protocol.ClientMessage.Toggle;
import heliograph.protocol.Codec;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.ServerMessage;
import heliograph.state.Entry;
import heliograph.state.NodeId;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Rooms.Joined;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is in a room: joining, leaving, media flags. */
final class Attendance {
    private static final Logger LOG = LoggerFactory.getLogger(Attendance.class);

    private final Rooms rooms;
    private final NodeId node;
    private final Heartbeat heartbeat;
    private final Departures departures;
    private final Refusals refusals;

    Attendance(
            Rooms rooms,
            NodeId node,
            Heartbeat heartbeat,
            Departures departures,
            Refusals refusals) {
        this.rooms = rooms;
        this.node = node;
        this.heartbeat = heartbeat;
        this.departures = departures;
        this.refusals = refusals;
    }

    CompletionStage<Reply> join(Session caller, JoinRoom wish) {
        Rooms.Join join =
                new Rooms.Join(
                        wish.roomId(),
                        caller.seat(),
                        node,
                        Codec.encode(caller.profile()),
                        wish.audio(),
                        wish.video(),
                        Codec.encode(
                                ServerMessage.UserJoined.of(
                                        caller.profile(), wish.audio(), wish.video())));
        return rooms.join(join)
                .thenCompose(joined ->
                        joined instanceof Joined.NoLease
                                ? joinWithNewLease(join)
                                : CompletableFuture.completedStage(joined))
                .whenComplete((_, failure) -> {
                    if (failure != null) {
                        // Nobody knows whether it sits there now: it is given up with the others.
                        mayBeSeated(caller, wish.roomId());
                    }
                })
                .thenApply(joined -> answer(caller, wish.roomId(), joined));
    }

    /**
     * This node was paused for longer than its lease and has not beaten since. Who loses seats by
     * that is told first, so that the new one is not among them. What the caller sent behind this
     * join has overtaken it then.
     */
    private CompletionStage<Joined> joinWithNewLease(Rooms.Join join) {
        return heartbeat.renew().thenCompose(_ -> rooms.join(join));
    }

    private Reply answer(Session caller, RoomId room, Joined joined) {
        return switch (joined) {
            case Joined.Seated seated -> seated(caller, room, seated);
            case Joined.Full(int max) ->
                    Reply.refused(
                            refusals.of(
                                    ErrorCode.ROOM_FULL,
                                    "room " + room + " has " + max + " seats and no free one",
                                    "joinRoom",
                                    null),
                            "room_full");
            case Joined.NoSession _ -> {
                // Its client is on another connection, or must come again to be told.
                caller.startOver("session_gone");
                yield Reply.refused(
                        refusals.of(
                                ErrorCode.UNAVAILABLE,
                                "the session is gone, connect again",
                                "joinRoom",
                                null),
                        "no_session");
            }
            case Joined.NoLease _ ->
                    Reply.refused(
                            refusals.of(
                                    ErrorCode.UNAVAILABLE,
                                    "this node was away for too long, try again",
                                    "joinRoom",
                                    null),
                            "unavailable");
            case Joined.NoSuchRoom _ ->
                    Reply.refused(
                            refusals.of(
                                    ErrorCode.NOT_FOUND,
                                    "roomId: there is no room " + room,
                                    "joinRoom",
                                    null),
                            "no_such_room");
            case Joined.RateLimited(var retryAfter) ->
                    Reply.refused(
                            refusals.rateLimited(retryAfter, "joinRoom", null), "rate_limited");
        };
    }

    private void mayBeSeated(Session caller, RoomId room) {
        Departures.How ended = caller.seated(room);
        if (ended != null) {
            departures.depart(room, caller.seat(), ended);
        }
    }

    /** The event stands in the inbox and comes from there. */
    private Reply seated(Session caller, RoomId room, Joined.Seated seated) {
        mayBeSeated(caller, room);
        LOG.atDebug()
                .addKeyValue("event", "joined")
                .addKeyValue("room", room)
                .addKeyValue("user", caller.profile().userId())
                .log("{} joined {}", caller.profile().userId(), room);
        return new Reply(
                List.of(),
                Wording.joinedRoom(
                        new Entry.Joined(room, seated.order(), seated.others()), caller.profile()),
                "accepted");
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
