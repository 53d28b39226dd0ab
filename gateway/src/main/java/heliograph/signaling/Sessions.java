package heliograph.signaling;

import heliograph.protocol.Profile;
import heliograph.protocol.ServerMessage;
import heliograph.state.SessionId;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The clients connected to this node. */
public final class Sessions {
    private final Map<SessionId, Session> byId = new ConcurrentHashMap<>();

    /** Lets a client in and greets it with {@code connected}. */
    public Session open(SessionId id, Profile profile, Outlet outlet) {
        Session session = new Session(id, profile, outlet);
        byId.put(id, session);
        session.say(new ServerMessage.Connected(profile.userId()));
        return session;
    }

    @Nullable Session find(SessionId id) {
        return byId.get(id);
    }

    void remove(Session session) {
        byId.remove(session.id(), session);
    }

    void forEach(Consumer<Session> action) {
        byId.values().forEach(action);
    }

    /** How many are connected. */
    public int count() {
        return byId.size();
    }
}
