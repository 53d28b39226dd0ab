package heliograph.state.redis;

import heliograph.state.Publication.Said;
import heliograph.state.Sequence;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** How values are spelled for scripts. */
final class Arguments {
    private Arguments() {}

    static String ms(Duration duration) {
        return Long.toString(duration.toMillis());
    }

    static String optional(@Nullable String text) {
        return text == null ? "" : text;
    }

    static String optional(@Nullable Sequence sequence) {
        return sequence == null ? "" : sequence.toString();
    }

    static String flag(boolean on) {
        return on ? "1" : "0";
    }

    /** Name and data, a line each. */
    static String said(Said said) {
        return said.event() + "\n" + said.data();
    }
}
