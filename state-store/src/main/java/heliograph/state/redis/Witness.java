package heliograph.state.redis;

import heliograph.state.Inboxes;
import heliograph.state.Offset;
import heliograph.state.SessionId;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Remembers the last entry that Redis said it put into an inbox, and asks for it after each break
 * of the connection, before anything else. Redis loses its writes from the end, so where this entry
 * is there, so is all that was acknowledged before. Receivers cannot witness every loss: a
 * publication may have been lost together with the write that it told of.
 */
final class Witness {
    private final Scripts scripts;
    private final AtomicReference<@Nullable Entry> last = new AtomicReference<>();
    private final AtomicBoolean contradicted = new AtomicBoolean();

    /** What was acknowledged. */
    private record Entry(String session, String offset) {}

    Witness(Scripts scripts) {
        this.scripts = scripts;
        scripts.afterEachBreak(() -> {
            Entry before = last.get();
            return () -> {
                if (before != null) {
                    ask(before);
                }
            };
        });
    }

    /** An answer of a relay: its word and, where it wrote an entry, the session and the offset. */
    List<Object> saw(List<Object> answer) {
        if (answer.size() == 3) {
            last.set(new Entry(Answers.text(answer, 1), Answers.text(answer, 2)));
        }
        return answer;
    }

    private void ask(Entry entry) {
        SessionId session = SessionId.parse(entry.session());
        RedisInboxes.read(scripts, session, Offset.parse(entry.offset()), 1)
                .thenAccept(read -> {
                    if (read instanceof Inboxes.Read.Forked) {
                        contradicted.set(true);
                        last.compareAndSet(entry, null); // said once
                    }
                });
    }

    /**
     * Whether Redis has turned out, since this was asked last, to have lost what it said yes to.
     */
    boolean wasContradicted() {
        return contradicted.getAndSet(false);
    }
}
