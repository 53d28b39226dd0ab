package heliograph.state.redis;

import static heliograph.state.redis.Arguments.ms;

import heliograph.state.Inboxes;
import heliograph.state.Offset;
import heliograph.state.RoomId;
import heliograph.state.SessionId;
import heliograph.state.StoreUnavailable;
import heliograph.state.Windows;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Sessions and their inboxes. */
final class RedisInboxes implements Inboxes {
    /** Positions in one call: signals of all rooms pass through the same connection. */
    private static final int POSITIONS_AT_ONCE = 100;

    private final Scripts scripts;
    private final Windows windows;

    RedisInboxes(Scripts scripts, Windows windows) {
        this.scripts = scripts;
        this.windows = windows;
    }

    @Override
    public CompletionStage<Opened> open(NewSession session) {
        String id = session.id().id();
        return scripts.call(
                Script.OPEN_SESSION,
                new String[] {Keys.session(id), Keys.inbox(id), Keys.EPOCH},
                new String[] {
                    session.secret(),
                    session.user().value(),
                    session.node().value(),
                    Arguments.said(session.greeting()),
                    Integer.toString(windows.inboxLimit()),
                    ms(windows.sessionTtl()),
                    Arguments.epochTtl(windows)
                },
                answer ->
                        new Opened(Offset.parse(Answers.text(answer, 0)), Answers.text(answer, 1)));
    }

    @Override
    public CompletionStage<Recovered> recover(Recovery wish) {
        return scripts.call(
                Script.RECOVER_SESSION,
                new String[] {
                    Keys.session(wish.id()), Keys.inbox(wish.id()), Keys.EPOCH, Keys.DUE, Keys.NODES
                },
                new String[] {
                    wish.id(),
                    wish.secret(),
                    wish.user().value(),
                    wish.node().value(),
                    wish.after().map(Offset::toString).orElse(""),
                    ms(windows.candidates()),
                    ms(windows.roomTtl()),
                    ms(windows.sessionTtl())
                },
                answer ->
                        switch (Answers.word(answer)) {
                            case "resumed" -> resumed(wish.id(), answer);
                            case "unknown" -> new Recovered.Refused(Why.UNKNOWN);
                            case "state_lost" -> new Recovered.Refused(Why.STATE_LOST);
                            case "gap" -> new Recovered.Refused(Why.GAP);
                            case "seat_lost" -> new Recovered.Refused(Why.SEAT_LOST);
                            case "no_lease" ->
                                    throw new StoreUnavailable(
                                            "the lease of " + wish.node() + " has ended", null);
                            default -> throw Answers.unknown(answer);
                        });
    }

    private static Recovered resumed(String id, List<Object> answer) {
        Set<RoomId> rooms =
                Answers.list(answer, 3).stream()
                        .map(room -> new RoomId(String.valueOf(room)))
                        .collect(Collectors.toUnmodifiableSet());
        return new Recovered.Resumed(
                new SessionId(id, Answers.number(answer, 1)),
                entries(Answers.list(answer, 2), 0),
                rooms,
                Answers.text(answer, 4));
    }

    private static List<Numbered> entries(List<Object> flat, int from) {
        List<Numbered> entries = new ArrayList<>((flat.size() - from) / 2);
        for (int i = from; i < flat.size(); i += 2) {
            entries.add(
                    new Numbered(
                            Offset.parse(Answers.text(flat, i)),
                            EntryText.parse(Answers.text(flat, i + 1), 0)));
        }
        return List.copyOf(entries);
    }

    @Override
    public CompletionStage<Read> readAfter(SessionId session, Offset after, int limit) {
        return read(scripts, session, after, limit);
    }

    static CompletionStage<Read> read(Scripts scripts, SessionId session, Offset after, int limit) {
        return scripts.call(
                Script.READ_AFTER,
                keys(session),
                new String[] {generation(session), after.toString(), Integer.toString(limit)},
                answer ->
                        switch (Answers.word(answer)) {
                            case "entries" -> new Read.Entries(entries(answer, 1));
                            case "gap" -> new Read.Gap();
                            case "forked" -> new Read.Forked();
                            default -> throw Answers.unknown(answer);
                        });
    }

    @Override
    public CompletionStage<Boolean> confirm(SessionId session, Offset offset) {
        return scripts.call(
                Script.CONFIRM_INBOX,
                keys(session),
                new String[] {generation(session), offset.toString(), ms(windows.sessionTtl())},
                RedisInboxes::wasThere);
    }

    @Override
    public CompletionStage<List<Position>> positions(List<SessionId> sessions) {
        List<CompletableFuture<List<Position>>> parts = new ArrayList<>();
        for (int from = 0; from < sessions.size(); from += POSITIONS_AT_ONCE) {
            int end = Math.min(sessions.size(), from + POSITIONS_AT_ONCE);
            parts.add(some(sessions.subList(from, end)).toCompletableFuture());
        }
        return CompletableFuture.allOf(parts.toArray(CompletableFuture<?>[]::new))
                .thenApply(_ ->
                        parts.stream().map(CompletableFuture::join).flatMap(List::stream).toList());
    }

    private CompletionStage<List<Position>> some(List<SessionId> sessions) {
        return scripts.call(
                Script.POSITIONS,
                new String[0],
                sessions.stream().map(SessionId::value).toArray(String[]::new),
                answer -> {
                    List<Position> positions = new ArrayList<>(answer.size() / 2);
                    for (int i = 0; i < answer.size(); i += 2) {
                        positions.add(
                                new Position(
                                        SessionId.parse(Answers.text(answer, i)),
                                        Offset.parse(Answers.text(answer, i + 1))));
                    }
                    return positions;
                });
    }

    @Override
    public CompletionStage<@Nullable Void> forget(SessionId session) {
        return scripts.call(
                Script.FORGET_SESSION,
                keys(session),
                new String[] {generation(session)},
                answer -> {
                    boolean _ = wasThere(answer);
                    return null;
                });
    }

    private static String[] keys(SessionId session) {
        return new String[] {Keys.session(session.id()), Keys.inbox(session.id())};
    }

    private static String generation(SessionId session) {
        return Long.toString(session.generation());
    }

    private static boolean wasThere(List<Object> answer) {
        return switch (Answers.word(answer)) {
            case "done" -> true;
            case "not_there" -> false;
            default -> throw Answers.unknown(answer);
        };
    }
}
