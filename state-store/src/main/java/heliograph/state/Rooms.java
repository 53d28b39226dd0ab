package heliograph.state;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Rooms, who sits in them, and what they have switched on. */
public interface Rooms {
    /**
     * Takes a seat. The others are told with {@code announcement}. A live session of the same user
     * in this room is replaced: it gets {@link Publication.Replaced}, its links start over. A seat
     * whose connection was lost is taken over with its links and what waited for it. Either way the
     * former session cannot be resumed any more. The same session joining again changes nothing but
     * its media flags, and the others hear which ones.
     */
    CompletionStage<Joined> join(Join join);

    /** Gives the seat up at once, cleans what belonged to it, tells the others. */
    CompletionStage<Left> leave(RoomId room, Seat seat);

    /**
     * The connection was lost: the seat is kept for {@link Windows#seatGrace()}, then any node's
     * sweep frees it. Until {@link Windows#recovery()} has passed since the loss, {@link
     * Inboxes#recover} takes it again.
     */
    CompletionStage<Left> detach(RoomId room, Seat seat);

    /**
     * Switches a medium. Everyone in the room, the sender included, gets {@code announcement}.
     *
     * @param announcement the event's data, encoded
     */
    CompletionStage<MediaSet> setMedia(
            RoomId room, Seat seat, Media.Kind kind, boolean enabled, Entry.Said announcement);

    /**
     * Makes a room that stays without participants until its TTL ends. Counts among the joins of
     * its creator: {@link Windows#joins()}.
     */
    CompletionStage<Created> create(NewRoom room);

    /**
     * Rooms, oldest first. Each one costs a call, hence the bound.
     *
     * @param offset how many of the oldest are left out, at least 0
     * @param limit how many it may be, at least 1
     * @throws IllegalArgumentException where there can be no such page
     */
    CompletionStage<Page> list(long offset, int limit);

    /** One room. */
    CompletionStage<Optional<Room>> find(RoomId room);

    /** Who sits there, in order of joining; empty for an unknown room. */
    CompletionStage<List<Participant>> participants(RoomId room);

    /** Closes a room; everyone in it gets {@link Entry.RoomClosed}. Only its creator may. */
    CompletionStage<Deleted> delete(RoomId room, UserId by);

    /**
     * A wish for a seat.
     *
     * @param room where
     * @param seat for whom
     * @param node where the session lives
     * @param profile display fields, a JSON object
     * @param audio microphone on
     * @param video camera on
     * @param announcement what the others are told
     */
    record Join(
            RoomId room,
            Seat seat,
            NodeId node,
            String profile,
            boolean audio,
            boolean video,
            Entry.Said announcement) {}

    /** The answer to {@link #join}. */
    sealed interface Joined {
        /**
         * The seat is taken. {@link Entry.Joined} stands in the own inbox, and after it what was
         * said to this user while it was away, in order: descriptions, each followed by its
         * candidates.
         *
         * @param others everyone else, in order of joining
         * @param order the own number of joining
         */
        record Seated(List<Participant> others, long order) implements Joined {}

        /** No seat is free. */
        record Full(int maxParticipants) implements Joined {}

        /** There is no such room and rooms are not made by joining. */
        record NoSuchRoom() implements Joined {}

        /** The session is not there (any more), or was resumed by another connection. */
        record NoSession() implements Joined {}

        /**
         * The lease of the node has ended, so that nobody would give the seat up should it die. It
         * may try again once it has renewed its lease.
         */
        record NoLease() implements Joined {}

        /** Too many joins in the window. */
        record RateLimited(Duration retryAfter) implements Joined {}
    }

    /** The answer to {@link #leave} and {@link #detach}. */
    enum Left {
        /** Done. */
        DONE,
        /** This session does not hold the seat: it never did, left before, or was replaced. */
        NOT_SEATED
    }

    /** The answer to {@link #setMedia}. */
    sealed interface MediaSet {
        /** Done and told. */
        record Done() implements MediaSet {}

        /** The session holds no seat there. */
        record NotSeated() implements MediaSet {}

        /** Too many events in the window. */
        record RateLimited(Duration retryAfter) implements MediaSet {}
    }

    /** The answer to {@link #create}. */
    sealed interface Created {
        /** The room, without participants. */
        record Made(Room room) implements Created {}

        /** Too many joins and rooms made in the window. */
        record RateLimited(Duration retryAfter) implements Created {}
    }

    /** The answer to {@link #delete}. */
    enum Deleted {
        /** Done. */
        DONE,
        /** No such room. */
        NO_SUCH_ROOM,
        /** Somebody else made it. */
        NOT_CREATOR
    }

    /**
     * A room to be made.
     *
     * @param id unguessable enough not to collide
     * @param name for people
     * @param description for people
     * @param maxParticipants seats; null for {@link Windows#roomCapacity()}
     * @param createdBy who may delete it
     */
    record NewRoom(
            RoomId id,
            @Nullable String name,
            @Nullable String description,
            @Nullable Integer maxParticipants,
            UserId createdBy) {}

    /**
     * Some of all rooms.
     *
     * @param rooms those of the page, without any that ended in the meantime
     * @param total how many rooms there are over all pages
     */
    record Page(List<Room> rooms, long total) {}

    /**
     * A room as it stands.
     *
     * @param id its name on the wire
     * @param name for people; null where none was given
     * @param description for people; null where none was given
     * @param maxParticipants seats
     * @param createdBy who made it (the first to join, where joining made it)
     * @param createdAt milliseconds since 1970, Redis's clock
     * @param participantsCount seats taken
     */
    record Room(
            RoomId id,
            @Nullable String name,
            @Nullable String description,
            int maxParticipants,
            UserId createdBy,
            long createdAt,
            int participantsCount) {
        /** No seat is free. */
        public boolean isFull() {
            return participantsCount >= maxParticipants;
        }
    }
}
