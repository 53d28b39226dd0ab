package heliograph.scripts;

import heliograph.state.Sequence;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a signal carries besides its target.
 *
 * @param sequence the client's number, if any
 * @param messageId the client's id for retries, if any
 * @param ufrags the ICE generation; of a candidate the first, if any
 * @param text what the target is to hear
 */
record With(
        @Nullable Sequence sequence, @Nullable String messageId, List<String> ufrags, String text) {

    /** Nothing. */
    static With with() {
        return new With(null, null, List.of(), "{}");
    }

    With sequence(double number) {
        return new With(new Sequence(number), messageId, ufrags, text);
    }

    With messageId(String id) {
        return new With(sequence, id, ufrags, text);
    }

    With ufrag(String... generation) {
        return new With(sequence, messageId, List.of(generation), text);
    }

    @Nullable String ufrag() {
        return ufrags.isEmpty() ? null : ufrags.getFirst();
    }

    With text(String words) {
        return new With(sequence, messageId, ufrags, words);
    }
}
