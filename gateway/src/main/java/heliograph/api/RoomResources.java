package heliograph.api;

import static heliograph.api.Endpoint.await;

import heliograph.api.Resource.Action;
import heliograph.protocol.Codec;
import heliograph.protocol.ErrorCode;
import heliograph.state.Link;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.StateStore;
import heliograph.state.UserId;
import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.RandomId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** What is below {@code /webrtc/rooms}. Everything there needs a login. */
final class RoomResources {
    static final String PREFIX = "/webrtc/rooms";

    private static final String TOTAL = "X-Total-Count";

    private final StateStore store;
    private final Logins logins;

    RoomResources(StateStore store, Logins logins) {
        this.store = store;
        this.logins = logins;
    }

    /** The resource that the segments after the prefix name. */
    Resource find(List<String> segments) {
        if (segments.isEmpty()) {
            return new Resource(Map.<String, Action>of("GET", this::list, "POST", this::create));
        }
        if (segments.size() == 1) {
            RoomId room = id("roomId", segments.getFirst(), RoomId::new);
            return new Resource(
                    Map.<String, Action>of(
                            "GET",
                            request -> show(request, room),
                            "DELETE",
                            request -> delete(request, room)));
        }
        if (segments.size() == 2 && segments.get(1).equals("participants")) {
            RoomId room = id("roomId", segments.getFirst(), RoomId::new);
            return Resource.of("GET", request -> participants(request, room));
        }
        if (segments.size() == 4 && segments.get(1).equals("peers")) {
            Link link =
                    new Link(
                            id("roomId", segments.getFirst(), RoomId::new),
                            id("userId", segments.get(2), UserId::new),
                            id("targetUserId", segments.get(3), UserId::new));
            return Resource.of("GET", request -> statistics(request, link));
        }
        throw Refusal.notFound("path");
    }

    private HttpResponse list(HttpRequest request) {
        logins.required(request);
        PageRequest wanted = PageRequest.of(request);
        Rooms.Page page = await(store.rooms().list(wanted.offset(), wanted.limit()));
        return json(200, page.rooms().stream().map(Views.Room::of).toList())
                .with(TOTAL, Long.toString(page.total()))
                // Else pages of other origins do not see it (Fetch, CORS protocol).
                .with("Access-Control-Expose-Headers", TOTAL);
    }

    private HttpResponse create(HttpRequest request) {
        UserId creator = logins.required(request);
        RoomRequest wish = RoomRequest.of(request);
        Rooms.NewRoom wanted =
                new Rooms.NewRoom(
                        // Who was not told of a room cannot guess it.
                        new RoomId(RandomId.next()),
                        wish.name(),
                        wish.description(),
                        wish.maxParticipants(),
                        creator);
        return switch (await(store.rooms().create(wanted))) {
            case Rooms.Created.Made(var room) -> created(room);
            case Rooms.Created.RateLimited(var retryAfter) -> throw Refusal.rateLimited(retryAfter);
        };
    }

    private static HttpResponse created(Rooms.Room room) {
        return json(201, Views.Room.of(room))
                .with(
                        "Location",
                        PREFIX
                                + "/"
                                + URLEncoder.encode(room.id().value(), StandardCharsets.UTF_8));
    }

    private HttpResponse show(HttpRequest request, RoomId room) {
        logins.required(request);
        return json(200, Views.Room.of(existing(room)));
    }

    private HttpResponse delete(HttpRequest request, RoomId room) {
        UserId by = logins.required(request);
        return switch (await(store.rooms().delete(room, by))) {
            case DONE -> json(200, new Views.Deleted(room, true));
            case NO_SUCH_ROOM -> throw Refusal.notFound("room");
            case NOT_CREATOR ->
                    throw Refusal.of(ErrorCode.FORBIDDEN, "only who made this room may delete it");
        };
    }

    private HttpResponse participants(HttpRequest request, RoomId room) {
        logins.required(request);
        existing(room);
        return json(
                200,
                await(store.rooms().participants(room)).stream()
                        .map(Views.Participant::of)
                        .toList());
    }

    private HttpResponse statistics(HttpRequest request, Link link) {
        logins.required(request);
        existing(link.room());
        return json(200, Views.Peer.of(link, await(store.links().getStatistics(link))));
    }

    private Rooms.Room existing(RoomId room) {
        return await(store.rooms().find(room)).orElseThrow(() -> Refusal.notFound("room"));
    }

    private static <T> T id(String field, String value, Function<String, T> constructor) {
        try {
            return constructor.apply(value);
        } catch (IllegalArgumentException e) {
            throw Refusal.field(field, String.valueOf(e.getMessage()));
        }
    }

    private static HttpResponse json(int status, Object body) {
        return HttpResponse.json(status, Codec.json(body));
    }
}
