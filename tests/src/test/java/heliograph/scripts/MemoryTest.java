package heliograph.scripts;

import static heliograph.scripts.With.with;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.ConnectionState;
import heliograph.state.RoomId;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a call costs in memory, by MEMORY USAGE; the figures of {@code redis/KEYS.md}. The seed
 * reckons 3 to 7 KB for a peer connection.
 */
@OnEveryServer
class MemoryTest extends ScriptTest {
    private static final Logger LOG = LoggerFactory.getLogger(MemoryTest.class);
    private static final int CANDIDATES = 10;

    MemoryTest(Server server) {
        super(server);
    }

    @Test
    void aPeerConnectionAndAParticipantCostLittle() {
        Node node = node();
        String sdp = "v=0\\r\\n".repeat(350);
        Peer alice = node.seated("1b9d6bcd-bbfd-4b2d", "7f0c1f6e-5d1b-4a30-9c55-0d8c6a9f1a01");
        Peer bob = node.seated("1b9d6bcd-bbfd-4b2d", "7f0c1f6e-5d1b-4a30-9c55-0d8c6a9f1a02");
        alice.offer(bob, with().sequence(1).messageId("9f0e3c1a-offer").ufrag("Kx7a").text(sdp));
        bob.answer(alice, with().sequence(1).messageId("9f0e3c1a-answer").ufrag("pQ3z").text(sdp));
        for (int i = 0; i < CANDIDATES; i++) {
            alice.candidate(bob, line(i, "Kx7a"), with().sequence(i).ufrag("Kx7a"));
            bob.candidate(alice, line(i, "pQ3z"), with().sequence(i).ufrag("pQ3z"));
        }
        for (ConnectionState state :
                new ConnectionState[] {ConnectionState.CONNECTING, ConnectionState.CONNECTED}) {
            alice.reports(bob, state);
            bob.reports(alice, state);
        }
        Map<String, Long> usage = new TreeMap<>();
        server.lifetimes()
                .keySet()
                .forEach(key ->
                        usage.merge(
                                key.startsWith("hg:{") ? key.split(":", -1)[2] : "others",
                                Objects.requireNonNull(server.raw().memoryUsage(key)),
                                Long::sum));
        long connection =
                usage.getOrDefault("link", 0L)
                        + usage.getOrDefault("seen", 0L)
                        + usage.getOrDefault("cand", 0L)
                        + usage.getOrDefault("peers", 0L);
        long busy = perParticipant();
        LOG.info(
                "{}: a peer connection {} bytes (both directions, {} candidates each way: {}), a"
                        + " participant of a room of 50 {} bytes",
                server,
                connection,
                CANDIDATES,
                usage,
                busy);
        assertThat(connection).as("bytes of a peer connection").isBetween(1_000L, 10_000L);
        assertThat(busy).as("bytes of a participant").isBetween(100L, 700L);
    }

    @Test
    void aQuietSessionCostsLittle() {
        Node node = node();
        Peer alice =
                Peer.connected(
                        node,
                        new RoomId("1b9d6bcd-bbfd-4b2d"),
                        "7f0c1f6e-5d1b-4a30-9c55-0d8c6a9f1a01",
                        "vM0UlBVZ0HwVJ3cR2k1tUA8q0rY");
        alice.sitDown();
        alice.confirms(alice.last());
        String record = "hg:s:{" + alice.session().id() + "}";
        long session = usage(record) + usage(record + ":in");
        LOG.info("{}: a quiet session {} bytes, its record {}", server, session, usage(record));
        assertThat(session).as("bytes of a session").isBetween(500L, 7_000L);
    }

    private static String line(int number, String ufrag) {
        return "candidate:84216304"
                + number
                + " 1 udp 1677729535 203.0.113.7 4615"
                + number
                + " typ srflx raddr 10.0.0.5 rport 46154 generation 0 ufrag "
                + ufrag
                + " network-cost 999";
    }

    private long perParticipant() {
        Node node = node("n2", heliograph.state.Windows.DEFAULTS);
        for (int i = 0; i < 50; i++) {
            node.seated("crowd", "7f0c1f6e-5d1b-4a30-9c55-0d8c6a9f1b" + (10 + i));
        }
        assertThat(Node.get(node.store().rooms().participants(new RoomId("crowd")))).hasSize(50);
        return (usage("hg:{crowd}:room") + usage("hg:{crowd}:seats") + usage("hg:{crowd}:profiles"))
                / 50;
    }

    private long usage(String key) {
        return Objects.requireNonNull(server.raw().memoryUsage(key));
    }
}
