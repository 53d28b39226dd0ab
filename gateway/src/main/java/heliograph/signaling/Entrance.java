package heliograph.signaling;

import heliograph.protocol.Codec;
import heliograph.protocol.Profile;
import heliograph.protocol.ServerMessage;
import heliograph.state.Entry.Said;
import heliograph.state.Inboxes;
import heliograph.state.Inboxes.Numbered;
import heliograph.state.Inboxes.Recovered;
import heliograph.state.Inboxes.Why;
import heliograph.state.NodeId;
import heliograph.state.Offset;
import heliograph.state.RoomId;
import heliograph.state.Seat;
import heliograph.state.SessionId;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where an authorised client gets its session: the one it had, or a new one (connection state
 * recovery, socketio-facts section C; the plain frames use it too).
 */
public final class Entrance {
    private static final Logger LOG = LoggerFactory.getLogger(Entrance.class);
    private static final String EVENT = "resume";

    private final Inboxes inboxes;
    private final NodeId node;
    private final Departures departures;
    private final boolean resumable;
    private final Supplier<String> ids;
    private final Tally tally;

    /**
     * To this node.
     *
     * @param resumable false where clients are given nothing to resume with ({@code
     *     RECOVERY_WINDOW=0})
     * @param ids gives unguessable ids, of at least 120 bits
     */
    public Entrance(
            Inboxes inboxes,
            NodeId node,
            Departures departures,
            boolean resumable,
            Supplier<String> ids,
            Tally tally) {
        this.inboxes = inboxes;
        this.node = node;
        this.departures = departures;
        this.resumable = resumable;
        this.ids = ids;
        this.tally = tally;
    }

    /**
     * What a client brings to resume with.
     *
     * @param pid as it was given
     * @param offset of the last event it heard, if any
     */
    public record Ticket(String pid, Optional<String> offset) {}

    /**
     * A session, old or new.
     *
     * @param id under which it is known
     * @param pid with which it can be resumed; null where it cannot
     * @param at where the client stands after {@code missed} and {@code greeting}
     * @param resumed whether it is the client's former session
     * @param missed what it has not heard, to be sent before it is told that it is connected
     * @param greeting to be sent first after it
     * @param rooms where it sits
     * @param epoch in which it was opened ({@link heliograph.state.Nodes.Beat#epoch})
     * @param ticket by which the store knows it, whether or not clients are given a {@code pid}
     */
    public record Entered(
            SessionId id,
            @Nullable String pid,
            Offset at,
            boolean resumed,
            List<Missed> missed,
            List<Said> greeting,
            Set<RoomId> rooms,
            String epoch,
            String ticket) {}

    /**
     * An event that was missed.
     *
     * @param said what
     * @param offset where it stands
     */
    public record Missed(Said said, Offset offset) {}

    /**
     * Resumes or opens a session for who is authorised as {@code profile}. Fails where the store
     * does not answer; the client should then come again with the same ticket.
     */
    public CompletionStage<Entered> enter(Profile profile, Optional<Ticket> ticket) {
        if (!resumable || ticket.isEmpty()) {
            return open(profile, null);
        }
        Optional<Inboxes.Recovery> wish = wish(profile, ticket.get());
        if (wish.isEmpty()) {
            return open(profile, Why.UNKNOWN);
        }
        return inboxes.recover(wish.get())
                .thenCompose(recovered ->
                        switch (recovered) {
                            case Recovered.Resumed resumed ->
                                    CompletableFuture.completedStage(
                                            resumed(
                                                    profile,
                                                    ticket.get().pid(),
                                                    wish.get().after(),
                                                    resumed));
                            case Recovered.Refused(var why) -> open(profile, why);
                        });
    }

    /** The connection ended before the session could be handed to it. */
    public void abandoned(Entered entered, Profile profile) {
        Seat seat = new Seat(profile.userId(), entered.id());
        entered.rooms().forEach(room -> departures.depart(room, seat, Departures.How.LOST));
    }

    private Optional<Inboxes.Recovery> wish(Profile profile, Ticket ticket) {
        int dot = ticket.pid().indexOf('.');
        if (dot < 1) {
            return Optional.empty();
        }
        Optional<Offset> after;
        try {
            after = ticket.offset().map(Offset::parse);
        } catch (IllegalArgumentException e) {
            // Not one of ours: an application's string, or another server's.
            after = Optional.empty();
        }
        return Optional.of(
                new Inboxes.Recovery(
                        ticket.pid().substring(0, dot),
                        ticket.pid().substring(dot + 1),
                        profile.userId(),
                        node,
                        after));
    }

    private Entered resumed(
            Profile profile, String pid, Optional<Offset> after, Recovered.Resumed resumed) {
        List<Numbered> missed = resumed.missed();
        // Who brings no offset of this inbox misses the greeting at least.
        Offset at = missed.isEmpty() ? after.orElseThrow() : missed.getLast().offset();
        tally.count(EVENT, "resumed");
        LOG.atInfo()
                .addKeyValue("event", "session_resumed")
                .addKeyValue("user", profile.userId())
                .addKeyValue("missed", missed.size())
                .log("Session resumed, {} missed events", missed.size());
        return new Entered(
                resumed.id(),
                pid,
                at,
                true,
                missed.stream()
                        .map(news -> new Missed(Wording.of(news.entry(), profile), news.offset()))
                        .toList(),
                List.of(),
                resumed.rooms(),
                resumed.epoch(),
                pid);
    }

    /**
     * The client of a session comes to this node with its connection (long polling at another node,
     * WebSocket here), and notices nothing.
     *
     * @param ticket as the other node was given it ({@link Entered#ticket})
     * @param at where the client stands
     * @return empty where the session cannot be had whole; the client must connect again
     */
    public CompletionStage<Optional<Entered>> takeOver(Profile profile, String ticket, Offset at) {
        Inboxes.Recovery wish =
                wish(profile, new Ticket(ticket, Optional.of(at.toString()))).orElseThrow();
        return inboxes.recover(wish)
                .thenApply(recovered ->
                        switch (recovered) {
                            case Recovered.Resumed resumed ->
                                    Optional.of(takenOver(profile, ticket, at, resumed));
                            case Recovered.Refused(var why) -> {
                                LOG.atInfo()
                                        .addKeyValue("event", "session_not_taken_over")
                                        .addKeyValue("user", profile.userId())
                                        .addKeyValue("reason", word(why))
                                        .log("Session not taken over: {}", word(why));
                                yield Optional.empty();
                            }
                        });
    }

    private Entered takenOver(
            Profile profile, String ticket, Offset at, Recovered.Resumed resumed) {
        List<Numbered> missed = resumed.missed();
        return new Entered(
                resumed.id(),
                resumable ? ticket : null,
                missed.isEmpty() ? at : missed.getLast().offset(),
                true,
                missed.stream()
                        .map(news -> new Missed(Wording.of(news.entry(), profile), news.offset()))
                        .toList(),
                List.of(),
                resumed.rooms(),
                resumed.epoch(),
                ticket);
    }

    private CompletionStage<Entered> open(Profile profile, @Nullable Why why) {
        SessionId id = new SessionId(ids.get());
        String secret = ids.get();
        Said greeting = Codec.encode(new ServerMessage.Connected(profile.userId()));
        List<Said> greetings =
                why == null
                        ? List.of(greeting)
                        : List.of(greeting, Codec.encode(new ServerMessage.StateReset(word(why))));
        if (why != null) {
            tally.count(EVENT, word(why));
            LOG.atInfo()
                    .addKeyValue("event", "session_not_resumed")
                    .addKeyValue("user", profile.userId())
                    .addKeyValue("reason", word(why))
                    .log("Session not resumed: {}", word(why));
        }
        return inboxes.open(new Inboxes.NewSession(id, secret, profile.userId(), node, greeting))
                .thenApply(opened ->
                        new Entered(
                                id,
                                resumable ? id.id() + "." + secret : null,
                                opened.first(),
                                false,
                                List.of(),
                                greetings,
                                Set.of(),
                                opened.epoch(),
                                id.id() + "." + secret));
    }

    private static String word(Why why) {
        return why.name().toLowerCase(Locale.ROOT);
    }
}
