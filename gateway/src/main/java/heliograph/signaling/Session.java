package heliograph.signaling;

import heliograph.protocol.CloseReason;
import heliograph.protocol.Codec;
import heliograph.protocol.Profile;
import heliograph.protocol.ServerMessage;
import heliograph.state.Publication.Said;
import heliograph.state.RoomId;
import heliograph.state.Seat;
import heliograph.state.SessionId;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One connected client. Which rooms it sits in is remembered here only to know what to give up when
 * the connection ends; the truth is in the store.
 *
 * <p>While a join is under way, what is published to the session is held back: the client hears
 * {@code joinedRoom} first, and then, in order, what happened since.
 */
public final class Session {
    private final SessionId id;
    private final Profile profile;
    private final Outlet outlet;
    private final AtomicInteger inFlight = new AtomicInteger();

    private final Object lock = new Object();
    private final Set<RoomId> rooms = new HashSet<>(); // guarded by lock
    private final Queue<Said> held = new ArrayDeque<>(); // guarded by lock
    private int joining; // guarded by lock
    private @Nullable Future<?> expiry; // guarded by lock
    private Departures.@Nullable How ended; // guarded by lock; null while open

    Session(SessionId id, Profile profile, Outlet outlet) {
        this.id = id;
        this.profile = profile;
        this.outlet = outlet;
    }

    /** The id that publications name. */
    public SessionId id() {
        return id;
    }

    /** Who it is. */
    public Profile profile() {
        return profile;
    }

    Seat seat() {
        return new Seat(profile.userId(), id);
    }

    void say(ServerMessage message) {
        outlet.send(Codec.encode(message));
    }

    Outlet outlet() {
        return outlet;
    }

    void close(CloseReason reason) {
        outlet.close(reason);
    }

    /** Something published to this session. */
    void deliver(Said said) {
        synchronized (lock) {
            if (joining > 0) {
                held.add(said);
            } else {
                outlet.send(said);
            }
        }
    }

    void joinStarts() {
        synchronized (lock) {
            joining++;
        }
    }

    /**
     * The join was granted: says so, then what waited, then what happened meanwhile.
     *
     * @return how the connection has ended since, so that the seat must be given up again; null
     *     where it is open
     */
    Departures.@Nullable How joined(RoomId room, ServerMessage answer, List<Said> waiting) {
        synchronized (lock) {
            if (ended == null) {
                rooms.add(room);
            }
            say(answer);
            waiting.forEach(outlet::send);
            joinEnds();
            return ended;
        }
    }

    /** The join is over, granted or not. */
    void joinEnds() {
        synchronized (lock) {
            joining--;
            if (joining == 0) {
                held.forEach(outlet::send);
                held.clear();
            }
        }
    }

    void left(RoomId room) {
        synchronized (lock) {
            rooms.remove(room);
        }
    }

    /** All seats are lost; says whether there were any. */
    boolean leftAll() {
        synchronized (lock) {
            boolean any = !rooms.isEmpty();
            rooms.clear();
            return any;
        }
    }

    /** The connection has ended: the rooms whose seats are to be given up. */
    Set<RoomId> end(Departures.How how) {
        synchronized (lock) {
            ended = how;
            if (expiry != null) {
                expiry.cancel(false);
            }
            Set<RoomId> last = Set.copyOf(rooms);
            rooms.clear();
            return last;
        }
    }

    /** The timer of its token, stopped when the connection ends first. */
    void expiry(Future<?> timer) {
        synchronized (lock) {
            expiry = timer;
            if (ended != null) {
                timer.cancel(false);
            }
        }
    }

    boolean mayStart(int maxInFlight) {
        if (inFlight.incrementAndGet() > maxInFlight) {
            inFlight.decrementAndGet();
            return false;
        }
        return true;
    }

    void finished() {
        inFlight.decrementAndGet();
    }
}
