package heliograph.signaling;

import heliograph.protocol.CloseReason;
import heliograph.protocol.ErrorCode;
import heliograph.protocol.ServerMessage;
import heliograph.state.Inboxes.Numbered;
import heliograph.state.Publication;
import heliograph.state.RoomId;
import heliograph.state.SessionId;
import java.time.Clock;
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
            case Publication.News(var to, var entry) -> {
                for (Publication.Address address : to) {
                    with(
                            address.session(),
                            session -> session.deliver(new Numbered(address.offset(), entry)));
                }
            }
            case Publication.Replaced(var id, var room) ->
                    with(id, session -> replaced(session, room));
            case Publication.Fenced(var id) ->
                    with(id, session -> session.close(CloseReason.FENCED));
        }
    }

    private void with(SessionId id, Consumer<Session> action) {
        Session session = sessions.find(id);
        if (session != null) {
            action.accept(session);
        }
    }

    private void replaced(Session session, RoomId room) {
        LOG.atInfo()
                .addKeyValue("event", "session_replaced")
                .addKeyValue("room", room)
                .addKeyValue("user", session.profile().userId())
                .log("Session replaced by a newer one");
        session.left(room);
        session.say(
                new ServerMessage.Error(
                        ErrorCode.REPLACED,
                        "a newer session of yours joined room " + room,
                        "joinRoom",
                        null,
                        clock.millis()));
        session.close(CloseReason.REPLACED);
    }
}
