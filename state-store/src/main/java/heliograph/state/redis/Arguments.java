package heliograph.state.redis;

import static java.util.stream.Collectors.joining;

import heliograph.state.Entry.Said;
import heliograph.state.Sequence;
import heliograph.state.Windows;
import java.time.Duration;
import java.util.List;
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

    /**
     * Separators of what scripts write cannot be in a ufrag (RFC 8839, section 5.4); a client may
     * still send them.
     */
    static String ufrag(@Nullable String ufrag) {
        return optional(ufrag).replace('|', '_').replace('\n', '_').replace(' ', '_');
    }

    /** Ufrags with spaces between them. */
    static String generation(List<String> ufrags) {
        return switch (ufrags.size()) {
            case 0 -> "";
            case 1 -> ufrag(ufrags.getFirst());
            default -> ufrags.stream().map(Arguments::ufrag).collect(joining(" "));
        };
    }

    static String flag(boolean on) {
        return on ? "1" : "0";
    }

    /** As long as leases are remembered. */
    static String epochTtl(Windows windows) {
        Duration leases = windows.nodeLease().multipliedBy(10);
        return ms(leases.compareTo(windows.roomTtl()) > 0 ? leases : windows.roomTtl());
    }

    /** Name and data, a line each. */
    static String said(Said said) {
        return said.event() + "\n" + said.data();
    }
}
