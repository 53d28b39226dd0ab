package heliograph.state.redis;

import static heliograph.state.redis.Arguments.flag;
import static heliograph.state.redis.Arguments.ms;
import static heliograph.state.redis.Arguments.optional;

import heliograph.state.Entry;
import heliograph.state.Media;
import heliograph.state.Participant;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Seat;
import heliograph.state.UserId;
import heliograph.state.Windows;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** Rooms and seats. */
final class RedisRooms implements Rooms {
    private final Scripts scripts;
    private final RedisAsyncCommands<String, String> redis;
    private final Windows windows;

    RedisRooms(Scripts scripts, RedisAsyncCommands<String, String> redis, Windows windows) {
        this.scripts = scripts;
        this.redis = redis;
        this.windows = windows;
    }

    @Override
    public CompletionStage<Joined> join(Join join) {
        UserId user = join.seat().user();
        return scripts.call(
                Script.JOIN_ROOM,
                new String[] {
                    Keys.rate(user, Keys.Rate.JOIN),
                    Keys.room(join.room()),
                    Keys.seats(join.room()),
                    Keys.profiles(join.room()),
                    Keys.ghosts(join.room()),
                    Keys.ROOMS,
                    Keys.DUE,
                    Keys.NODES
                },
                new String[] {
                    join.room().value(),
                    Keys.prefix(join.room()),
                    user.value(),
                    join.seat().session().value(),
                    join.node().value(),
                    join.profile(),
                    flag(join.audio()) + flag(join.video()) + flag(false),
                    Arguments.said(join.announcement()),
                    Integer.toString(windows.joins()),
                    ms(windows.rate()),
                    Integer.toString(windows.roomCapacity()),
                    flag(windows.autoCreateRooms()),
                    ms(windows.candidates()),
                    ms(windows.roomTtl())
                },
                answer ->
                        switch (Answers.word(answer)) {
                            case "seated" ->
                                    new Joined.Seated(
                                            SeatText.participants(Answers.list(answer, 2)),
                                            Answers.number(answer, 1));
                            case "full" -> new Joined.Full((int) Answers.number(answer, 1));
                            case "no_such_room" -> new Joined.NoSuchRoom();
                            case "no_lease" -> new Joined.NoLease();
                            case "no_session" -> new Joined.NoSession();
                            case "rate_limited" ->
                                    new Joined.RateLimited(Answers.millis(answer, 1));
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<Left> leave(RoomId room, Seat seat) {
        return scripts.call(
                Script.LEAVE_ROOM,
                roomKeys(room),
                new String[] {
                    room.value(), Keys.prefix(room), seat.user().value(), seat.session().value()
                },
                RedisRooms::left);
    }

    @Override
    public CompletionStage<Left> detach(RoomId room, Seat seat) {
        return scripts.call(
                Script.DETACH_SEAT,
                new String[] {Keys.seats(room), Keys.DUE},
                new String[] {
                    room.value(),
                    seat.user().value(),
                    seat.session().value(),
                    ms(windows.seatGrace()),
                    ms(windows.roomTtl())
                },
                RedisRooms::left);
    }

    private static Left left(List<Object> answer) {
        return switch (Answers.word(answer)) {
            case "done" -> Left.DONE;
            case "not_seated" -> Left.NOT_SEATED;
            default -> throw Answers.unknown(answer);
        };
    }

    @Override
    public CompletionStage<MediaSet> setMedia(
            RoomId room, Seat seat, Media.Kind kind, boolean enabled, Entry.Said announcement) {
        return scripts.call(
                Script.SET_MEDIA,
                new String[] {
                    Keys.rate(seat.user(), Keys.Rate.CANDIDATE), Keys.seats(room), Keys.ghosts(room)
                },
                new String[] {
                    seat.user().value(),
                    seat.session().value(),
                    Integer.toString(
                            switch (kind) {
                                case AUDIO -> 1;
                                case VIDEO -> 2;
                                case SCREEN -> 3;
                            }),
                    flag(enabled),
                    Arguments.said(announcement),
                    Integer.toString(windows.candidateEvents()),
                    ms(windows.rate())
                },
                answer ->
                        switch (Answers.word(answer)) {
                            case "done" -> new MediaSet.Done();
                            case "not_seated" -> new MediaSet.NotSeated();
                            case "rate_limited" ->
                                    new MediaSet.RateLimited(Answers.millis(answer, 1));
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<Created> create(NewRoom room) {
        int max = Objects.requireNonNullElse(room.maxParticipants(), windows.roomCapacity());
        return scripts.call(
                Script.CREATE_ROOM,
                new String[] {
                    Keys.rate(room.createdBy(), Keys.Rate.JOIN),
                    Keys.room(room.id()),
                    Keys.ROOMS,
                    Keys.DUE
                },
                new String[] {
                    room.id().value(),
                    optional(room.name()),
                    optional(room.description()),
                    Integer.toString(max),
                    room.createdBy().value(),
                    ms(windows.roomTtl()),
                    Integer.toString(windows.joins()),
                    ms(windows.rate())
                },
                answer ->
                        switch (Answers.word(answer)) {
                            case "created" ->
                                    new Created.Made(
                                            new Room(
                                                    room.id(),
                                                    room.name(),
                                                    room.description(),
                                                    max,
                                                    room.createdBy(),
                                                    Answers.number(answer, 1),
                                                    0));
                            case "rate_limited" ->
                                    new Created.RateLimited(Answers.millis(answer, 1));
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<Page> list(long offset, int limit) {
        if (offset < 0 || limit < 1) {
            throw new IllegalArgumentException("no page of " + limit + " from " + offset);
        }
        CompletionStage<Long> total = redis.zcard(Keys.ROOMS);
        return redis.zrange(Keys.ROOMS, offset, offset + limit - 1)
                .thenCombine(total, Listed::new)
                .exceptionally(failure -> {
                    throw Scripts.unavailable("list of rooms", failure);
                })
                .thenCompose(listed ->
                        all(listed.ids()).thenApply(rooms -> new Page(rooms, listed.total())));
    }

    private record Listed(List<String> ids, long total) {}

    private CompletionStage<List<Room>> all(List<String> ids) {
        List<CompletableFuture<Optional<Room>>> rooms =
                ids.stream().map(id -> find(new RoomId(id)).toCompletableFuture()).toList();
        return CompletableFuture.allOf(rooms.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ ->
                        rooms.stream()
                                .map(CompletableFuture::join)
                                .flatMap(Optional::stream)
                                .toList());
    }

    @Override
    public CompletionStage<Optional<Room>> find(RoomId room) {
        return scripts.call(
                Script.ROOM_INFO,
                new String[] {Keys.room(room), Keys.seats(room)},
                new String[0],
                answer -> answer.isEmpty() ? Optional.empty() : Optional.of(room(room, answer)));
    }

    private static Room room(RoomId id, List<Object> answer) {
        LinkFields fields = LinkFields.of(answer, 1);
        return new Room(
                id,
                fields.text("name"),
                fields.text("description"),
                (int) fields.number("maxParticipants"),
                new UserId(optional(fields.text("createdBy"))),
                fields.number("createdAt"),
                (int) Answers.number(answer, 0));
    }

    @Override
    public CompletionStage<List<Participant>> participants(RoomId room) {
        return scripts.call(
                Script.PARTICIPANTS,
                new String[] {Keys.seats(room), Keys.profiles(room)},
                new String[0],
                SeatText::participants);
    }

    @Override
    public CompletionStage<Deleted> delete(RoomId room, UserId by) {
        return scripts.call(
                Script.DELETE_ROOM,
                roomKeys(room),
                new String[] {room.value(), Keys.prefix(room), by.value()},
                answer ->
                        switch (Answers.word(answer)) {
                            case "done" -> Deleted.DONE;
                            case "no_such_room" -> Deleted.NO_SUCH_ROOM;
                            case "not_creator" -> Deleted.NOT_CREATOR;
                            default -> throw Answers.unknown(answer);
                        });
    }

    /** What the scripts take that may end a room. */
    static String[] roomKeys(RoomId room) {
        return new String[] {
            Keys.room(room),
            Keys.seats(room),
            Keys.profiles(room),
            Keys.ROOMS,
            Keys.DUE,
            Keys.ghosts(room)
        };
    }
}
