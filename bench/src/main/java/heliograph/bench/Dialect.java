package heliograph.bench;

/** How events travel inside WebSocket text messages. Stateless; shared by all clients. */
interface Dialect {
    /** Path and query of the handshake. */
    String target(Credentials credentials);

    /** A message that says an event with one JSON argument. */
    String event(String name, String json);

    /** What a message of the server means; only ASCII of it is looked at. */
    Heard hear(String message, Credentials credentials);

    /** What a message of the server means. */
    sealed interface Heard {
        /** The login succeeded. */
        record Welcome() implements Heard {}

        /** The protocol wants this message back. */
        record Answer(String message) implements Heard {}

        /**
         * An event.
         *
         * @param name its name
         * @param message the whole message
         */
        record Event(String name, String message) implements Heard {}

        /** The server does not want this client (any more). */
        record Refusal(String why) implements Heard {}

        /** Nothing that a load generator acts on. */
        record Nothing() implements Heard {}
    }

    /** The text between a marker and the next quote, or {@code "?"}. */
    static String quotedAfter(String message, String marker, int from) {
        int start = message.indexOf(marker, from);
        int end = start < 0 ? -1 : message.indexOf('"', start + marker.length());
        return end < 0 ? "?" : message.substring(start + marker.length(), end);
    }
}
