package heliograph.signaling;

import heliograph.protocol.BadMessage;
import heliograph.protocol.ClientMessage;
import heliograph.protocol.ClientMessage.Answer;
import heliograph.protocol.ClientMessage.ConnectionStateUpdate;
import heliograph.protocol.ClientMessage.IceCandidate;
import heliograph.protocol.ClientMessage.JoinRoom;
import heliograph.protocol.ClientMessage.LeaveRoom;
import heliograph.protocol.ClientMessage.Offer;
import heliograph.protocol.ClientMessage.Toggle;
import heliograph.protocol.Codec;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.ServerMessage;
import heliograph.state.Candidates;
import heliograph.state.Link;
import heliograph.state.Links;
import heliograph.state.NodeId;
import heliograph.state.Offset;
import heliograph.state.RoomId;
import heliograph.state.StateStore;
import heliograph.state.StoreUnavailable;
import heliograph.state.UserId;
import java.time.Clock;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes every event of every client, whatever protocol it came by, and answers it. Each message is
 * one call of the store; a session's messages reach it in order, because decoding happens on the
 * caller's thread and the store keeps the order of its calls.
 */
public final class Switchboard {
    private static final Logger LOG = LoggerFactory.getLogger(Switchboard.class);
    private static final Set<String> EVENTS =
            Set.of(
                    "joinRoom",
                    "leaveRoom",
                    "offer",
                    "answer",
                    "iceCandidate",
                    "connectionStateUpdate",
                    "toggleAudio",
                    "toggleVideo",
                    "toggleScreenShare");

    private final Sessions sessions;
    private final Departures departures;
    private final int maxInFlight;
    private final Tally tally;
    private final Refusals refusals;
    private final Attendance attendance;
    private final RelayDescription relayOffer;
    private final RelayDescription relayAnswer;
    private final RelayCandidate relayCandidate;
    private final ReportConnection reportConnection;

    /**
     * Wires the handlers.
     *
     * @param node this node, to which publications for its sessions go
     * @param heartbeat keeps the lease that joins need
     * @param maxInFlight messages of one session that may wait for the store at the same time
     */
    public Switchboard(
            StateStore store,
            NodeId node,
            Sessions sessions,
            Departures departures,
            Heartbeat heartbeat,
            int maxInFlight,
            Tally tally,
            Clock clock) {
        this.sessions = sessions;
        this.departures = departures;
        this.maxInFlight = maxInFlight;
        this.tally = tally;
        this.refusals = new Refusals(clock);
        this.attendance = new Attendance(store.rooms(), node, heartbeat, departures, refusals);
        this.relayOffer =
                new RelayDescription(
                        "offer", store.links()::relayOffer, ServerMessage.OfferAck::new, refusals);
        this.relayAnswer =
                new RelayDescription(
                        "answer",
                        store.links()::relayAnswer,
                        ServerMessage.AnswerAck::new,
                        refusals);
        this.relayCandidate = new RelayCandidate(store.candidates(), refusals);
        this.reportConnection = new ReportConnection(store.connections(), refusals);
    }

    /**
     * An event of a client. Never throws; the answer is sent when the store has decided.
     *
     * @param event the wire name
     * @param data its one argument, JSON
     * @param acknowledge gets the JSON of the answer; null where the client asked for none
     */
    public void receive(
            Session caller, String event, String data, @Nullable Consumer<String> acknowledge) {
        if (!caller.inWork().start(maxInFlight)) {
            answer(caller, event, stopped(event, data), acknowledge);
            return;
        }
        CompletionStage<Reply> reply;
        try {
            reply = handle(caller, event, Codec.decode(event, data));
        } catch (BadMessage e) {
            caller.inWork().finished();
            answer(caller, event, bad(event, data, e.text()), acknowledge);
            return;
        }
        reply.whenComplete((done, failure) -> {
            try {
                answer(
                        caller,
                        event,
                        failure == null ? done : failed(event, data, failure),
                        acknowledge);
            } finally {
                caller.inWork().finished();
            }
        });
    }

    /** Something that is not even an event: the client is told, nothing else happens. */
    public void refuse(Session caller, String message) {
        caller.say(refusals.of(ErrorCode.BAD_REQUEST, message, null, null));
        tally.count("unknown", "bad_request");
    }

    /** The connection of a session has ended. */
    public void closed(Session session, Departures.How how) {
        sessions.remove(session);
        departures.depart(session.end(how), session.seat(), how);
    }

    /**
     * The client of a session goes on at another node: nothing that is said to the session is sent
     * from here any more. Where that comes to nothing, {@link #closed} follows.
     *
     * @return where the client stands, when no message of it is in work any more
     */
    public CompletionStage<Offset> handOver(Session session) {
        sessions.remove(session);
        return session.moveAway();
    }

    /**
     * The other node has the session, and its seats go with it as soon as it has resumed it; should
     * that come to nothing, they are lost like those of any connection that ends.
     */
    public void handedOver(Session session) {
        departures.depart(session.end(Departures.How.LOST), session.seat(), Departures.How.LOST);
    }

    private CompletionStage<Reply> handle(Session caller, String event, ClientMessage message)
            throws BadMessage {
        return switch (message) {
            case JoinRoom join -> attendance.join(caller, join);
            case LeaveRoom leave -> attendance.leave(caller, leave);
            case Offer offer -> relayOffer.handle(signal(caller, offer));
            case Answer answer -> relayAnswer.handle(signal(caller, answer));
            case IceCandidate candidate -> relayCandidate.handle(signal(caller, candidate));
            case ConnectionStateUpdate update ->
                    reportConnection.handle(
                            link(caller, update.roomId(), update.targetUserId()),
                            caller.id(),
                            update.report());
            case Toggle toggle -> attendance.toggle(caller, toggle, event);
        };
    }

    private static Links.Signal signal(Session caller, Offer offer) throws BadMessage {
        return new Links.Signal(
                link(caller, offer.roomId(), offer.targetUserId()),
                caller.id(),
                offer.sequence(),
                offer.messageId(),
                offer.ufrags(),
                Codec.encode(
                        new ServerMessage.Offer(
                                caller.profile().userId(),
                                offer.sdp(),
                                offer.roomId(),
                                offer.sequence(),
                                offer.messageId())));
    }

    private static Links.Signal signal(Session caller, Answer answer) throws BadMessage {
        return new Links.Signal(
                link(caller, answer.roomId(), answer.targetUserId()),
                caller.id(),
                answer.sequence(),
                answer.messageId(),
                answer.ufrags(),
                Codec.encode(
                        new ServerMessage.Answer(
                                caller.profile().userId(),
                                answer.sdp(),
                                answer.roomId(),
                                answer.sequence(),
                                answer.messageId())));
    }

    private static Candidates.Signal signal(Session caller, IceCandidate candidate)
            throws BadMessage {
        return new Candidates.Signal(
                link(caller, candidate.roomId(), candidate.targetUserId()),
                caller.id(),
                candidate.candidate(),
                candidate.sequence(),
                candidate.messageId(),
                Codec.encode(
                        new ServerMessage.IceCandidate(
                                caller.profile().userId(),
                                candidate.candidate().json(),
                                candidate.roomId(),
                                candidate.sequence(),
                                candidate.messageId())));
    }

    private static Link link(Session caller, RoomId room, UserId target) throws BadMessage {
        if (target.equals(caller.profile().userId())) {
            throw new BadMessage("targetUserId", "expected another user than yourself");
        }
        return new Link(room, caller.profile().userId(), target);
    }

    private Reply bad(String event, String data, String message) {
        return refused(event, data, ErrorCode.BAD_REQUEST, "bad_request", message);
    }

    private Reply stopped(String event, String data) {
        return refused(
                event,
                data,
                ErrorCode.RATE_LIMITED,
                "rate_limited",
                "more than " + maxInFlight + " messages of yours are under way, wait for answers");
    }

    private Reply failed(String event, String data, Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null
                        ? failure.getCause()
                        : failure;
        if (cause instanceof StoreUnavailable) {
            return refused(
                    event,
                    data,
                    ErrorCode.UNAVAILABLE,
                    "unavailable",
                    "the gateway cannot reach its store, try again");
        }
        LOG.atError().addKeyValue("event", event).setCause(cause).log("Handling an event failed");
        return refused(
                event,
                data,
                ErrorCode.INTERNAL_ERROR,
                "unavailable",
                "the gateway failed, see its log");
    }

    /** An offer or answer is refused by its own acknowledgement event too. */
    private Reply refused(
            String event, String data, ErrorCode code, String reason, String message) {
        Hints hints = Hints.of(data);
        ServerMessage.Error error = refusals.of(code, message, event, hints.target());
        return switch (event) {
            case "offer" -> relayOffer.refused(hints, reason, error);
            case "answer" -> relayAnswer.refused(hints, reason, error);
            default -> Reply.refused(error, reason);
        };
    }

    private void answer(
            Session caller, String event, Reply reply, @Nullable Consumer<String> acknowledge) {
        reply.events().forEach(caller::say);
        if (acknowledge != null) {
            acknowledge.accept(Codec.json(reply.acknowledgement()));
        }
        tally.count(EVENTS.contains(event) ? event : "unknown", reply.outcome());
    }
}
