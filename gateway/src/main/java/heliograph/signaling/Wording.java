package heliograph.signaling;

import heliograph.protocol.Codec;
import heliograph.protocol.Profile;
import heliograph.protocol.ServerMessage;
import heliograph.state.Entry;
import heliograph.state.Participant;
import java.util.List;

/** From what an inbox keeps to the event that a client hears. */
final class Wording {
    private Wording() {}

    /**
     * The event.
     *
     * @param own the profile of who hears it
     */
    static Entry.Said of(Entry entry, Profile own) {
        return switch (entry) {
            case Entry.Said said -> said;
            case Entry.UserLeft(var room, var user) ->
                    Codec.encode(new ServerMessage.UserLeft(user, room));
            case Entry.RoomClosed(var room) -> Codec.encode(new ServerMessage.LeftRoom(room, true));
            case Entry.UserReturned(var _, var who, var polite) ->
                    Codec.encode(
                            ServerMessage.UserJoined.of(
                                    Codec.decodeProfile(who.user(), who.profile()),
                                    who.media(),
                                    polite));
            case Entry.Joined joined -> Codec.encode(joinedRoom(joined, own));
        };
    }

    /** The answer to a join. */
    static ServerMessage.JoinedRoom joinedRoom(Entry.Joined joined, Profile own) {
        List<ServerMessage.Someone> others =
                joined.others().stream().map(other -> someone(other, joined.order())).toList();
        return new ServerMessage.JoinedRoom(joined.room(), own, others, others.size() + 1);
    }

    /** Of two, the one who came later is the polite side (wire contract, {@code joinedRoom}). */
    private static ServerMessage.Someone someone(Participant other, long ownOrder) {
        return ServerMessage.Someone.of(
                Codec.decodeProfile(other.user(), other.profile()),
                other.media(),
                ownOrder > other.order());
    }
}
