package heliograph.scripts;

import heliograph.state.Sequence;
import org.jspecify.annotations.Nullable;

/**
 * What a signal carries besides its target.
 *
 * @param sequence the client's number, if any
 * @param messageId the client's id for retries, if any
 * @param ufrag the ICE generation, if any
 * @param text what the target is to hear
 */
record With(
        @Nullable Sequence sequence,
        @Nullable String messageId,
        @Nullable String ufrag,
        String text) {

    /** Nothing. */
    static With with() {
        return new With(null, null, null, "{}");
    }

    With sequence(double number) {
        return new With(new Sequence(number), messageId, ufrag, text);
    }

    With messageId(String id) {
        return new With(sequence, id, ufrag, text);
    }

    With ufrag(String generation) {
        return new With(sequence, messageId, generation, text);
    }

    With text(String words) {
        return new With(sequence, messageId, ufrag, words);
    }
}
