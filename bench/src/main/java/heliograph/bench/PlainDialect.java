package heliograph.bench;

/** The plain JSON frames of {@code /webrtc/ws}. */
final class PlainDialect implements Dialect {
    private static final String EVENT = "\"event\":\"";

    @Override
    public String target(Credentials credentials) {
        return "/webrtc/ws?" + credentials.query();
    }

    @Override
    public String event(String name, String json) {
        return "{\"event\":\"" + name + "\",\"data\":" + json + "}";
    }

    @Override
    public Heard hear(String message, Credentials credentials) {
        String name = Dialect.quotedAfter(message, EVENT, 0);
        return name.equals("connected") ? new Heard.Welcome() : new Heard.Event(name, message);
    }
}
