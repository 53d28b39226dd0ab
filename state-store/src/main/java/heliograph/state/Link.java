package heliograph.state;

/**
 * One direction between two users of a room, the seed's "peer key" (seed, section
 * SignalingStateMachineService).
 *
 * @param room where
 * @param from whose view this is: the sender of what is recorded as sent
 * @param to the other one
 */
public record Link(RoomId room, UserId from, UserId to) {
    /** The peer key as logs and people write it: {@code roomId:userId:targetUserId}. */
    public String peerKey() {
        return room.value() + ":" + from.value() + ":" + to.value();
    }

    /** The same pair seen from the other side. */
    public Link reverse() {
        return new Link(room, to, from);
    }
}
