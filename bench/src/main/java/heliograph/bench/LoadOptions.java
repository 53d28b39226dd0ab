package heliograph.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What to do to whom. Bounded everywhere, so that a slip of the finger does not take the machine
 * down.
 *
 * @param mode which measurement
 * @param protocol what the clients speak
 * @param nodes the gateways; empty where {@code withNodes} starts them
 * @param withNodes how many gateways to start for the run, with a Redis of their own; 0 for none
 * @param pairs users who call each other, divided by two
 * @param window signals one pair has under way at most (closed)
 * @param rate signals a second (open)
 * @param connections connections per node (idle)
 * @param runs how often to start (start)
 * @param threads selector threads of the generator
 * @param warmUpSeconds under load, not counted
 * @param seconds under load, counted; how long idle connections are held
 * @param jwtSecret HS256 secret of the gateways; null where they run in dev mode
 * @param serverPids the gateways' processes
 * @param redisPid Redis's process, or 0
 * @param command what to start (start), or how gateways are started
 * @param aof whether the Redis started writes an append-only file
 * @param profile a directory for Flight Recorder files of the gateways started; null for none
 */
record LoadOptions(
        Mode mode,
        Protocol protocol,
        List<Node> nodes,
        int withNodes,
        int pairs,
        int window,
        int rate,
        int connections,
        int runs,
        int threads,
        int warmUpSeconds,
        int seconds,
        @Nullable String jwtSecret,
        List<Long> serverPids,
        long redisPid,
        @Nullable String command,
        boolean aof,
        @Nullable Path profile) {

    /** The measurements there are. */
    enum Mode {
        /** As fast as the gateways answer: finds saturation. */
        CLOSED,
        /** A fixed rate, whatever the gateways do: finds latency. */
        OPEN,
        /** Connections that say nothing: finds memory. */
        IDLE,
        /** Starts a gateway until someone is connected: finds the start-up time. */
        START
    }

    /** Above this many sockets the usual limit of 20,000 files per process comes near. */
    static final int MAX_CONNECTIONS = 15_000;

    private static final int MIN_SECRET_BYTES = 32; // RFC 7518, section 3.2

    private static final Set<String> COMMON =
            Set.of("protocol", "nodes", "with-nodes", "jwt-secret", "command");
    private static final Set<String> MEASURED =
            Set.of("threads", "seconds", "server-pids", "redis-pid", "aof", "profile");

    /**
     * Reads the arguments after the mode.
     *
     * @throws IllegalArgumentException naming the argument that is missing, unknown or out of
     *     bounds
     */
    static LoadOptions parse(Mode mode, List<String> arguments) {
        Flags flags = Flags.parse(arguments, known(mode));
        LoadOptions options =
                new LoadOptions(
                        mode,
                        flags.oneOf("protocol", Protocol.SOCKETIO),
                        nodes(flags),
                        flags.whole("with-nodes", 0, 1, 8),
                        flags.whole("pairs", 50, 1, 2_000),
                        flags.whole("window", 1, 1, 64),
                        flags.whole("rate", 3_000, 1, 100_000),
                        flags.whole("connections", 5_000, 1, MAX_CONNECTIONS),
                        flags.whole("runs", 5, 1, 50),
                        flags.whole("threads", 1, 1, 16),
                        flags.whole("warm-up", 10, 0, 120),
                        flags.whole("seconds", 20, 1, 600),
                        flags.text("jwt-secret"),
                        pids(flags, "server-pids"),
                        pids(flags, "redis-pid").stream().findFirst().orElse(0L),
                        flags.text("command"),
                        flags.oneOf("aof", Switch.OFF) == Switch.ON,
                        flags.has("profile") ? Path.of("" + flags.text("profile")) : null);
        options.check();
        return options;
    }

    private enum Switch {
        ON,
        OFF
    }

    private static Set<String> known(Mode mode) {
        Set<String> known = new HashSet<>(COMMON);
        switch (mode) {
            case CLOSED -> known.addAll(List.of("pairs", "window", "warm-up"));
            case OPEN -> known.addAll(List.of("pairs", "rate", "warm-up"));
            case IDLE -> known.add("connections");
            case START -> known.add("runs");
        }
        if (mode != Mode.START) {
            known.addAll(MEASURED);
        }
        return known;
    }

    private static List<Node> nodes(Flags flags) {
        List<Node> nodes = new ArrayList<>();
        for (String text : flags.list("nodes")) {
            try {
                nodes.add(Node.parse(text));
            } catch (IllegalArgumentException e) {
                throw (Flags.Refused)
                        new Flags.Refused("nodes", String.valueOf(e.getMessage())).initCause(e);
            }
        }
        return List.copyOf(nodes);
    }

    private static List<Long> pids(Flags flags, String name) {
        List<Long> pids = new ArrayList<>();
        for (String text : flags.list(name)) {
            if (!text.matches("[1-9]\\d{0,9}")) {
                throw new Flags.Refused(name, "must be process ids, not " + text);
            }
            pids.add(Long.valueOf(text));
        }
        return List.copyOf(pids);
    }

    private void check() {
        if (jwtSecret != null && jwtSecret.getBytes(UTF_8).length < MIN_SECRET_BYTES) {
            throw new Flags.Refused(
                    "jwt-secret", "must have at least " + MIN_SECRET_BYTES + " bytes");
        }
        if (nodes.isEmpty() == (withNodes == 0)) {
            throw new Flags.Refused("nodes", "or --with-nodes is needed, and not both");
        }
        if (withNodes > 0 && (!serverPids.isEmpty() || redisPid != 0)) {
            throw new Flags.Refused("server-pids", "and --redis-pid go with --nodes");
        }
        if (mode == Mode.START && withNodes == 0 && command == null) {
            throw new Flags.Refused("command", "is needed: what is to be started?");
        }
        if (withNodes == 0 && mode != Mode.START && command != null) {
            throw new Flags.Refused("command", "goes with --with-nodes");
        }
        if (withNodes == 0 && (aof || profile != null)) {
            throw new Flags.Refused("aof", "and --profile go with --with-nodes");
        }
        if (mode == Mode.IDLE
                && connections * Math.max(nodes.size(), withNodes) > MAX_CONNECTIONS) {
            throw new Flags.Refused(
                    "connections", "times nodes must not be above " + MAX_CONNECTIONS);
        }
    }
}
