package heliograph.signaling;

import heliograph.protocol.BadMessage;
import heliograph.protocol.JsonView;
import heliograph.state.Sequence;
import heliograph.state.UserId;
import org.jspecify.annotations.Nullable;

/**
 * What can be read of a message that cannot be acted on, so that its refusal can be matched with
 * it.
 *
 * @param sequence where it is a number
 * @param messageId where it is a string
 * @param target where it could be a user
 */
record Hints(@Nullable Sequence sequence, @Nullable String messageId, @Nullable UserId target) {
    private static final Hints NONE = new Hints(null, null, null);
    private static final int MAX_ECHO = 256;

    static Hints of(String data) {
        JsonView in;
        try {
            in = JsonView.of("data", data);
        } catch (BadMessage e) {
            return NONE;
        }
        return new Hints(sequence(in), text(in, "messageId"), target(in));
    }

    private static @Nullable Sequence sequence(JsonView in) {
        try {
            Double number = in.number("sequence");
            return number == null ? null : new Sequence(number);
        } catch (BadMessage e) {
            return null;
        }
    }

    private static @Nullable UserId target(JsonView in) {
        String text = text(in, "targetUserId");
        try {
            return text == null ? null : new UserId(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    private static @Nullable String text(JsonView in, String field) {
        try {
            if (!in.isString(field)) {
                return null;
            }
            String text = in.string(field);
            return text.length() > MAX_ECHO ? null : text;
        } catch (BadMessage e) {
            return null;
        }
    }
}
