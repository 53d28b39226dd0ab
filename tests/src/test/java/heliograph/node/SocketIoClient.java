package heliograph.node;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** One unmodified Socket.IO client. Everything waited for has {@link #PATIENCE} to come. */
public final class SocketIoClient {
    /** How long a thing that should happen may take. */
    public static final Duration PATIENCE = Duration.ofSeconds(15);

    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final NodeScript script;
    private final String name;
    private final AtomicInteger acks = new AtomicInteger();

    SocketIoClient(NodeScript script, String name) {
        this.script = script;
        this.name = name;
    }

    /**
     * Waits until it is connected.
     *
     * @return {@code id}, {@code recovered} and {@code transport}
     */
    public JsonNode connects() {
        return script.next(line -> isMine(line) && is(line, "now", "connect"), PATIENCE);
    }

    /** All its connections so far, waited for or not, each as {@link #connects} has it. */
    public List<JsonNode> connectionsSoFar() {
        return script.lines().stream()
                .filter(line -> isMine(line) && is(line, "now", "connect"))
                .toList();
    }

    /**
     * Waits until it has changed to another transport.
     *
     * @return its name
     */
    public String upgrades() {
        return script.next(line -> isMine(line) && is(line, "now", "upgrade"), PATIENCE)
                .path("transport")
                .asString();
    }

    /**
     * Waits until it is disconnected.
     *
     * @return the reason in the library's words
     */
    public String disconnects() {
        return disconnection().path("reason").asString();
    }

    /**
     * Waits until it is disconnected.
     *
     * @return {@code reason}, and {@code active}: whether it will come back by itself
     */
    public JsonNode disconnection() {
        return script.next(line -> isMine(line) && is(line, "now", "disconnect"), PATIENCE);
    }

    /**
     * Waits until it is refused.
     *
     * @return {@code message}, {@code data}, and {@code active}: whether it will try again by
     *     itself
     */
    public JsonNode isRefused() {
        return script.next(line -> isMine(line) && is(line, "now", "connect_error"), PATIENCE);
    }

    /** Emits an event with one argument and asks for no answer. */
    public void says(String event, Map<String, ?> argument) {
        script.say(emit(event, argument));
    }

    /**
     * Emits an event with one argument and waits for its ack.
     *
     * @return the ack's first argument
     * @throws AssertionError if none comes
     */
    public JsonNode asks(String event, Map<String, ?> argument) {
        return answer(event, emit(event, argument));
    }

    /** As {@link #asks}, by the library's {@code emitWithAck}. */
    public JsonNode awaits(String event, Map<String, ?> argument) {
        return answer(event, emit(event, argument).put("promise", true));
    }

    /**
     * Emits an event with one argument and asks for an ack, which comes when it comes: see {@link
     * #acknowledgedSoFar}. How long the library waits and how often it tries is for the client's
     * options to say.
     */
    public void demands(String event, Map<String, ?> argument) {
        script.say(emit(event, argument).put("ack", name + "-" + acks.incrementAndGet()));
    }

    /**
     * What became of everything asked so far, in the order in which it came.
     *
     * @return the acks' first arguments; where the library gave up, an object with {@code error}
     */
    public List<JsonNode> acknowledgedSoFar() {
        return script.lines().stream()
                .filter(line -> isMine(line) && line.has("ack"))
                .map(line -> line.has("error") ? line : line.path("args").path(0))
                .toList();
    }

    private JsonNode answer(String event, ObjectNode command) {
        String ack = name + "-" + acks.incrementAndGet();
        command.put("ack", ack).put("within", PATIENCE.toMillis());
        script.say(command);
        JsonNode answer = script.next(line -> is(line, "ack", ack), PATIENCE.plusSeconds(1));
        if (answer.has("error")) {
            throw new AssertionError(name + " got no ack for " + event + ": " + answer);
        }
        return answer.path("args").path(0);
    }

    /**
     * Waits for the next event of that name nobody has waited for yet.
     *
     * @return its first argument
     */
    public JsonNode hears(String event) {
        return script.next(line -> isMine(line) && is(line, "heard", event), PATIENCE)
                .path("args")
                .path(0);
    }

    /** The first arguments of all events of that name so far, waited for or not, in order. */
    public List<JsonNode> heardSoFar(String event) {
        return script.lines().stream()
                .filter(line -> isMine(line) && is(line, "heard", event))
                .map(line -> line.path("args").path(0))
                .toList();
    }

    /** Leaves its namespace politely. */
    public void disconnect() {
        command("disconnect");
    }

    /** Comes back after a disconnect. */
    public void connect() {
        command("connect");
    }

    /** What the next connect will present. */
    public void presents(Map<String, ?> auth) {
        ObjectNode command = JSON.createObjectNode();
        command.put("do", "auth").put("as", name).set("auth", JSON.valueToTree(auth));
        script.say(command);
    }

    /** Where its next connection will lead, as when a load balancer chooses. */
    public void moves(URI gateway) {
        script.say(
                JSON.createObjectNode()
                        .put("do", "move")
                        .put("as", name)
                        .put("url", gateway.toString()));
    }

    /** Loses its connection without a word; it will try to come back by itself. */
    public void cut() {
        command("cut");
    }

    private void command(String verb) {
        script.say(JSON.createObjectNode().put("do", verb).put("as", name));
    }

    private ObjectNode emit(String event, Map<String, ?> argument) {
        ObjectNode command = JSON.createObjectNode();
        command.put("do", "emit").put("as", name).put("event", event);
        command.putArray("args").add(JSON.<JsonNode>valueToTree(argument));
        return command;
    }

    private boolean isMine(JsonNode line) {
        return is(line, "as", name);
    }

    private static boolean is(JsonNode line, String field, String value) {
        return line.path(field).asString("").equals(value);
    }
}
