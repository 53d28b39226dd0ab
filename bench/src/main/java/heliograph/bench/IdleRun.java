package heliograph.bench;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Connections that are logged in and say nothing: what each costs in memory. */
final class IdleRun {
    private final LoadOptions options;
    private final Target target;
    private final Progress progress;
    private final Tally tally = new Tally();

    IdleRun(LoadOptions options, Target target, Progress progress) {
        this.options = options;
        this.target = target;
        this.progress = progress;
    }

    /**
     * Connects, holds, and looks at the servers' resident memory before and after.
     *
     * @throws RunFailed if not everyone could connect
     */
    Report run() throws RunFailed, InterruptedException {
        int count = options.connections() * target.nodes().size();
        String run = UUID.randomUUID().toString().substring(0, 8);
        long before = Processes.residentKiB(target.serverPids());
        Cpu cpuBefore = Cpu.now(target);
        List<Client> clients = new ArrayList<>();
        try (Fleet fleet = new Fleet(options.threads())) {
            fleet.connect(
                    count,
                    (number, loop) -> {
                        Client client = client("idle-" + run + "-" + number);
                        clients.add(client);
                        return client.connect(loop, target.node(number));
                    },
                    progress);
            Cpu connecting = Cpu.now(target).since(cpuBefore);
            Cpu heldFrom = Cpu.now(target);
            progress.during("held", options.seconds(), () -> "errors " + tally.errors());
            Cpu holding = Cpu.now(target).since(heldFrom);
            long after = Processes.residentKiB(target.serverPids());
            Map<String, Object> fields = Report.begin(options, target);
            fields.put("connections", count);
            fields.put("heldSeconds", options.seconds());
            fields.put("residentKiBBefore", before);
            fields.put("residentKiBAfter", after);
            fields.put("kiBPerConnection", Report.rounded((after - before) / (double) count));
            fields.put("cpuSecondsConnecting", connecting.toMap());
            fields.put("cpuSecondsHolding", holding.toMap());
            fields.put("errors", tally.errors());
            Report report = new Report(fields, tally.errors().isEmpty());
            clients.forEach(Client::leave);
            return report;
        }
    }

    private Client client(String userId) {
        Credentials credentials = Credentials.of(userId, options.jwtSecret(), Instant.now());
        return new Client(
                options.protocol().dialect(),
                credentials,
                new Client.Ears() {
                    @Override
                    public void onEvent(String name, String message) {
                        if (name.equals("error")) {
                            onTrouble("error " + Dialect.quotedAfter(message, "\"code\":\"", 0));
                        }
                    }

                    @Override
                    public void onTrouble(String what) {
                        tally.error(what);
                    }
                });
    }
}
