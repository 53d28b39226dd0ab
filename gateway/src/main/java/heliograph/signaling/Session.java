package heliograph.signaling;

import heliograph.protocol.CloseReason;
import heliograph.protocol.Codec;
import heliograph.protocol.Profile;
import heliograph.protocol.ServerMessage;
import heliograph.state.Entry;
import heliograph.state.Inboxes;
import heliograph.state.Inboxes.Numbered;
import heliograph.state.Offset;
import heliograph.state.RoomId;
import heliograph.state.Seat;
import heliograph.state.SessionId;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One session on its present connection. What it is to hear stands in its inbox; publications are
 * only the quick way. They are passed on where they follow on what was sent last; otherwise the
 * inbox is read, so that nothing is left out, doubled or out of order.
 *
 * <p>Which rooms it sits in is remembered here only to know what to give up when the connection
 * ends; the truth is in the store.
 */
public final class Session {
    private static final Logger LOG = LoggerFactory.getLogger(Session.class);

    /** Entries that are read in one go. */
    private static final int BATCH = 100;

    private final SessionId id;
    private final String epoch;
    private final Profile profile;
    private final Outlet outlet;
    private final Inboxes inboxes;
    private final InWork inWork = new InWork();

    private final Object lock = new Object();
    private final Set<RoomId> rooms; // guarded by lock
    private Offset last; // guarded by lock; what was sent last
    private Offset pinged; // guarded by lock; what had been sent when the last ping was
    private boolean reading; // guarded by lock; the inbox is being read
    private boolean readAgain; // guarded by lock; more has come meanwhile
    private boolean brokenOff; // guarded by lock; the client is to connect again
    private boolean forked; // guarded by lock; the inbox has another history than the client
    private @Nullable Future<?> expiry; // guarded by lock
    private Departures.@Nullable How ended; // guarded by lock; null while open
    private boolean moving; // guarded by lock; to another node

    Session(Entrance.Entered entered, Profile profile, Outlet outlet, Inboxes inboxes) {
        this.id = entered.id();
        this.epoch = entered.epoch();
        this.profile = profile;
        this.outlet = outlet;
        this.inboxes = inboxes;
        this.rooms = new HashSet<>(entered.rooms());
        this.last = entered.at();
        this.pinged = entered.at();
    }

    /** The id that publications name. */
    public SessionId id() {
        return id;
    }

    /** In which it was opened ({@link heliograph.state.Nodes.Beat#epoch}). */
    String epoch() {
        return epoch;
    }

    /** Who it is. */
    public Profile profile() {
        return profile;
    }

    Seat seat() {
        return new Seat(profile.userId(), id);
    }

    /** Where the client stands. */
    Offset last() {
        synchronized (lock) {
            return last;
        }
    }

    /**
     * An answer to what the client said. It is not in the inbox: like an acknowledgement it ends
     * with the connection, and who repeats the message gets it again.
     */
    void say(ServerMessage message) {
        Entry.Said said = Codec.encode(message);
        synchronized (lock) {
            outlet.send(said, last);
        }
    }

    Outlet outlet() {
        return outlet;
    }

    void close(CloseReason reason) {
        synchronized (lock) {
            if (moving) {
                // What is the matter here is no concern of the node that has the client now.
                return;
            }
        }
        outlet.close(reason);
    }

    /**
     * The client goes on at another node: nothing of the inbox is sent from now on.
     *
     * @return where the client stands, when no message of it is in work any more
     */
    CompletionStage<Offset> moveAway() {
        synchronized (lock) {
            moving = true;
        }
        return inWork.idle().thenApply(_ -> last());
    }

    /** A new entry of the inbox. */
    void deliver(Numbered news) {
        synchronized (lock) {
            long ahead = news.offset().position() - last.position();
            if (ahead < 1 && news.offset().nonce() > last.nonce()) {
                // Written later than what was sent last and yet not behind it: Redis has lost that.
                // What comes now does not follow on it.
                forked = true;
            }
            if (ahead < 1 || forked || ended != null || moving) {
                return;
            }
            if (ahead == 1 && !reading) {
                hear(news);
                return;
            }
            if (reading) {
                readAgain = true;
                return;
            }
        }
        catchUp();
    }

    /** Reads what stands in the inbox beyond what was sent. */
    void catchUp() {
        Offset from;
        synchronized (lock) {
            if (reading || forked || ended != null || moving) {
                readAgain = true;
                return;
            }
            reading = true;
            readAgain = false;
            from = last;
        }
        inboxes.readAfter(id, from, BATCH)
                .whenComplete((read, failure) -> {
                    if (failure == null) {
                        caughtUp(read);
                    } else {
                        // The next look at the positions finds it again.
                        LOG.debug("An inbox could not be read", failure);
                        synchronized (lock) {
                            reading = false;
                        }
                    }
                });
    }

    private void caughtUp(Inboxes.Read read) {
        boolean more = false;
        switch (read) {
            case Inboxes.Read.Entries(var entries) -> {
                synchronized (lock) {
                    entries.forEach(this::hear);
                    reading = false;
                    more = readAgain || entries.size() == BATCH;
                }
            }
            case Inboxes.Read.Gap _ -> startOver("events_missed");
            case Inboxes.Read.Forked _ -> {
                synchronized (lock) {
                    forked = true; // the next beat makes it known
                }
            }
        }
        if (more) {
            catchUp();
        }
    }

    /** In order and without a gap; guarded by lock. */
    private void hear(Numbered news) {
        if (moving) {
            return;
        }
        if (news.entry() instanceof Entry.RoomClosed(var room)) {
            rooms.remove(room);
        }
        last = news.offset();
        outlet.send(Wording.of(news.entry(), profile), last);
    }

    /** Whether {@link #startOver} was called. */
    boolean isBrokenOff() {
        synchronized (lock) {
            return brokenOff;
        }
    }

    /** Whether something was published that cannot follow on what the client has. */
    boolean isForked() {
        synchronized (lock) {
            return forked;
        }
    }

    /**
     * What the client has and what the store has do not fit together. It connects again and either
     * resumes, or is told that it cannot.
     */
    void startOver(String why) {
        synchronized (lock) {
            brokenOff = true;
        }
        LOG.atInfo()
                .addKeyValue("event", "session_broken_off")
                .addKeyValue("user", profile.userId())
                .addKeyValue("reason", why)
                .log("A client is to connect again: {}", why);
        close(CloseReason.RESUME);
    }

    /** A ping goes out now: its pong confirms what was sent before. */
    public void pinging() {
        synchronized (lock) {
            pinged = last;
        }
    }

    /** The pong has come. */
    public void ponged() {
        Offset confirmed;
        synchronized (lock) {
            confirmed = pinged;
            if (ended != null || moving) {
                return;
            }
        }
        inboxes.confirm(id, confirmed)
                .whenComplete((there, failure) -> {
                    if (failure != null) {
                        LOG.debug("An inbox could not be confirmed", failure);
                    } else if (!there) {
                        startOver("session_gone");
                    }
                });
    }

    /**
     * The session has taken a seat.
     *
     * @return how the connection has ended since, so that the seat must be given up again; null
     *     where it is open
     */
    Departures.@Nullable How seated(RoomId room) {
        synchronized (lock) {
            if (ended == null) {
                rooms.add(room);
            }
            return ended;
        }
    }

    /** Whether it sits in a room, or may. */
    boolean isSeated() {
        synchronized (lock) {
            return !rooms.isEmpty();
        }
    }

    void left(RoomId room) {
        synchronized (lock) {
            rooms.remove(room);
        }
    }

    /** The connection has ended: the rooms whose seats are to be given up. */
    Set<RoomId> end(Departures.How how) {
        synchronized (lock) {
            ended = how;
            if (expiry != null) {
                expiry.cancel(false);
            }
            Set<RoomId> given = Set.copyOf(rooms);
            rooms.clear();
            return given;
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

    InWork inWork() {
        return inWork;
    }
}
