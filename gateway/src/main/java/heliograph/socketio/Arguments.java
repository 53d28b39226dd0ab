package heliograph.socketio;

import java.util.List;

/**
 * The arguments of an event or an acknowledgement, not parsed further than needed.
 *
 * @param json the JSON texts of the arguments in order, raw; a binary argument, at any depth, is
 *     its placeholder object
 * @param attachments the binary parts, by placeholder number
 */
public record Arguments(List<String> json, List<byte[]> attachments) {
    /** Without any. */
    public static final Arguments NONE = new Arguments(List.of(), List.of());

    /** One argument without binary parts. */
    public static Arguments of(String json) {
        return new Arguments(List.of(json), List.of());
    }
}
