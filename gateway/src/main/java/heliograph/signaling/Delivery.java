package heliograph.signaling;

import heliograph.protocol.CloseReason;
import heliograph.protocol.Codec;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.ServerMessage;
import heliograph.state.Publication;
import heliograph.state.Publication.Said;
import heliograph.state.RoomId;
import heliograph.state.SessionId;
import java.time.Clock;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * From what was published to this node to the sockets of its sessions. Sessions that are gone are
 * skipped.
 */
public final class Delivery implements Consumer<Publication> {
    private static final Logger LOG = LoggerFactory.getLogger(Delivery.class);

    private final Sessions sessions;
    private final Clock clock;

    /**
     * Delivers to {@code sessions}.
     *
     * @param clock for the timestamps of errors
     */
    public Delivery(Sessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public void accept(Publication publication) {
        switch (publication) {
            case Publication.Event event -> tell(event.sessions(), event.said());
            case Publication.UserLeft left ->
                    tell(
                            left.sessions(),
                            Codec.encode(new ServerMessage.UserLeft(left.user(), left.room())));
            case Publication.Replaced replaced ->
                    each(replaced.sessions(), session -> replaced(session, replaced.room()));
            case Publication.RoomClosed closed ->
                    each(closed.sessions(), session -> closed(session, closed.room()));
        }
    }

    private void tell(List<SessionId> ids, Said said) {
        each(ids, session -> session.deliver(said));
    }

    private void replaced(Session session, RoomId room) {
        LOG.atInfo()
                .addKeyValue("event", "session_replaced")
                .addKeyValue("room", room)
                .addKeyValue("user", session.profile().userId())
                .log("Session replaced by a newer one");
        session.left(room);
        session.deliver(
                Codec.encode(
                        new ServerMessage.Error(
                                ErrorCode.REPLACED,
                                "a newer session of yours joined room " + room,
                                "joinRoom",
                                null,
                                clock.millis())));
        session.close(CloseReason.REPLACED);
    }

    private static void closed(Session session, RoomId room) {
        session.left(room);
        session.deliver(Codec.encode(new ServerMessage.LeftRoom(room, true)));
    }

    private void each(List<SessionId> ids, Consumer<Session> action) {
        for (SessionId id : ids) {
            Session session = sessions.find(id);
            if (session != null) {
                action.accept(session);
            }
        }
    }
}
