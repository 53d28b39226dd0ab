package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Inboxes.Recovered;
import heliograph.state.Inboxes.Why;
import heliograph.state.Nodes.Beat;
import heliograph.state.Nodes.Lease;
import org.junit.jupiter.api.Test;

/** Lost writes ({@code renew_lease.lua}, {@code cut_epoch.lua}, {@code recover_session.lua}). */
@OnEveryServer
class EpochTest extends ScriptTest {
    EpochTest(Server server) {
        super(server);
    }

    private static Beat beat(Node node) {
        return Node.get(node.store().nodes().renew(node.id()));
    }

    private static String cut(Node node, String seen) {
        return Node.get(node.store().nodes().cutEpoch(seen));
    }

    @Test
    void anEpochLastsWhileNothingIsLost() {
        Node node = node();
        String epoch = beat(node).epoch();
        node.seated("room", "alice");
        assertThat(beat(node)).isEqualTo(new Beat(Lease.HELD, epoch));
        assertThat(beat(node("n2", heliograph.state.Windows.DEFAULTS)).epoch()).isEqualTo(epoch);
    }

    @Test
    void aSessionSaysInWhichItWasOpened() {
        Node node = node();
        String before = beat(node).epoch();
        Peer alice = node.peer("room", "alice");
        assertThat(alice.resumption(node, null).epoch()).isEqualTo(before);
        String after = cut(node, before);
        assertThat(node.peer("room", "bob").resumption(node, null).epoch()).isEqualTo(after);
    }

    @Test
    void aSessionMayBeginIt() {
        Node node = node();
        Peer alice = node.peer("room", "alice");
        String epoch = server.raw().get("hg:epoch");
        assertThat(beat(node).epoch()).isEqualTo(epoch).isNotEmpty();
        assertThat(alice.resumption(node, null).missed()).hasSize(1);
    }

    @Test
    void aDatabaseThatForgotEverythingIsInANewEpoch() {
        Node node = node();
        Peer alice = node.peer("room", "alice");
        String before = beat(node).epoch();
        server.raw().flushall();
        Beat after = beat(node);
        assertThat(after.lease()).isEqualTo(Lease.LOST);
        assertThat(after.epoch()).isNotEqualTo(before);
        assertThat(alice.recovers(node, null)).isEqualTo(new Recovered.Refused(Why.UNKNOWN));
    }

    @Test
    void aCutEndsWhatWasOpenedBeforeAndNothingElse() {
        Node node = node();
        Peer alice = node.seated("room", "alice");
        String before = beat(node).epoch();
        String after = cut(node, before);
        assertThat(after).isNotEqualTo(before);
        assertThat(beat(node).epoch()).isEqualTo(after);
        assertThat(alice.recovers(node, alice.last()))
                .isEqualTo(new Recovered.Refused(Why.STATE_LOST));
        Peer newer = alice.again(node);
        newer.sitDown();
        assertThat(newer.resumption(node, newer.last()).rooms()).hasSize(1);
    }

    @Test
    void ofManyWhoFindTheSameLossOneCuts() {
        Node node = node();
        String before = beat(node).epoch();
        String after = cut(node, before);
        assertThat(cut(node, before)).isEqualTo(after);
        assertThat(cut(node, "long ago")).isEqualTo(after);
        assertThat(cut(node, after)).isNotEqualTo(after);
    }

    @Test
    void aRecordThatOutlivedItsEpochIsOfALostState() {
        Node node = node();
        Peer alice = node.peer("room", "alice");
        server.raw().del("hg:epoch");
        assertThat(alice.recovers(node, null)).isEqualTo(new Recovered.Refused(Why.STATE_LOST));
        beat(node);
        assertThat(alice.recovers(node, null)).isEqualTo(new Recovered.Refused(Why.STATE_LOST));
    }
}
