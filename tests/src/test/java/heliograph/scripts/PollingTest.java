package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Exchange;
import heliograph.state.Exchange.Cause;
import heliograph.state.Exchange.Finished;
import heliograph.state.Exchange.Note;
import heliograph.state.Exchange.Passed;
import heliograph.state.Exchange.Polled;
import heliograph.state.Exchange.Request;
import heliograph.state.Exchange.Standing;
import heliograph.state.NodeId;
import heliograph.state.Windows;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Engine.IO sessions on long polling, as nodes share them (socketio-facts A5, A6). */
@OnEveryServer
class PollingTest extends ScriptTest {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final int MAX = 20;

    private final BlockingQueue<Note> toOwner = new LinkedBlockingQueue<>();
    private final BlockingQueue<Note> toOther = new LinkedBlockingQueue<>();
    private Node owner;
    private Node other;
    private Exchange here;
    private Exchange there;

    PollingTest(Server server) {
        super(server);
    }

    @BeforeEach
    void twoNodes() {
        owner = node("owner", Windows.DEFAULTS);
        other = node("other", Windows.DEFAULTS);
        here = owner.store().exchange();
        there = other.store().exchange();
        Node.get(here.listen(owner.id(), toOwner::add));
        Node.get(there.listen(other.id(), toOther::add));
        Node.get(here.open("s", owner.id(), PATIENCE));
    }

    private Request at(Node node, String id) {
        return new Request(id, node.id());
    }

    private Polled polls(Node node, String id, boolean again) {
        return Node.get(node.store().exchange().poll("s", at(node, id), again, MAX));
    }

    private static Note next(BlockingQueue<Note> notes) {
        try {
            Note note = notes.poll(5, TimeUnit.SECONDS);
            assertThat(note).isNotNull();
            return note;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void aGetTakesAsManyPacketsAsFitAndAtLeastOne() {
        Node.get(here.push("s", owner.id(), List.of("4" + "x".repeat(30), "4ab", "4cd")));
        assertThat(Node.get(here.push("s", owner.id(), List.of("4" + "é".repeat(7)))))
                .contains(32L + 4 + 4 + 16);
        assertThat(polls(other, "g1", false))
                .isEqualTo(new Polled.Packets(List.of("4" + "x".repeat(30))));
        assertThat(polls(other, "g2", false)).isEqualTo(new Polled.Packets(List.of("4ab", "4cd")));
        assertThat(polls(other, "g3", false))
                .isEqualTo(new Polled.Packets(List.of("4" + "é".repeat(7))));
        assertThat(polls(other, "g4", false)).isInstanceOf(Polled.Wait.class);
    }

    @Test
    void aGetThatWaitsIsWokenWhereItIs() {
        polls(other, "g", false);
        Node.get(here.push("s", owner.id(), List.of("4a")));
        assertThat(next(toOther)).isEqualTo(new Note.Wake("g"));
        assertThat(polls(other, "g", true)).isEqualTo(new Polled.Packets(List.of("4a")));
    }

    @Test
    void aGetThatIsGivenBackLeavesTheSessionAsItWas() {
        polls(other, "g", false);
        Node.get(there.release("s", at(other, "g")));
        assertThat(polls(owner, "h", false)).isInstanceOf(Polled.Wait.class);
    }

    @Test
    void aSecondGetEndsTheSessionForAll() {
        polls(other, "g", false);
        assertThat(polls(owner, "h", false)).isEqualTo(new Polled.Second());
        assertThat(next(toOwner)).isEqualTo(new Note.Ended("s", Cause.PROTOCOL));
        assertThat(next(toOther)).isEqualTo(new Note.Wake("g"));
        assertThat(polls(other, "g", true)).isEqualTo(new Polled.Packets(List.of("1")));
        assertThat(polls(other, "i", false)).isEqualTo(new Polled.Unknown());
        assertThat(server.raw().exists("hg:eio:{s}", "hg:eio:{s}:out")).isZero();
    }

    @Test
    void aPostGoesToTheOwnerAndIsAnsweredWhereItCame() {
        assertThat(Node.get(there.post("s", at(other, "p"), "4a\n\u001e4b")))
                .isEqualTo(Passed.PASSED);
        assertThat(next(toOwner)).isEqualTo(new Note.Posted("s", at(other, "p"), "4a\n\u001e4b"));
        Node.get(here.taken("s", at(other, "p"), true, false));
        assertThat(next(toOther)).isEqualTo(new Note.Taken("p", true));
        assertThat(Node.get(there.post("s", at(other, "q"), "4c"))).isEqualTo(Passed.PASSED);
    }

    @Test
    void aSecondPostEndsTheSession() {
        polls(owner, "g", false);
        Node.get(there.post("s", at(other, "p"), "4a"));
        assertThat(Node.get(here.post("s", at(owner, "q"), "4b"))).isEqualTo(Passed.SECOND);
        assertThat(next(toOwner)).isInstanceOf(Note.Posted.class);
        assertThat(next(toOwner)).isEqualTo(new Note.Wake("g"));
        assertThat(next(toOwner)).isEqualTo(new Note.Ended("s", Cause.PROTOCOL));
        assertThat(polls(owner, "g", true)).isEqualTo(new Polled.Packets(List.of("1")));
        assertThat(Node.get(there.find("s"))).isEqualTo(Standing.ABSENT);
    }

    @Test
    void aPostForAnOwnerThatIsGoneIsNotLostInSilence() {
        owner.close();
        Awaitility.await().until(() -> !Node.get(there.isThere(owner.id())));
        assertThat(Node.get(there.post("s", at(other, "p"), "4a"))).isEqualTo(Passed.UNHEARD);
        assertThat(Node.get(there.isThere(other.id()))).isTrue();
    }

    @Test
    void aGetWhoseClientIsGoneEndsTheSession() {
        polls(other, "g", false);
        Node.get(there.end("s", "1", Duration.ZERO, at(other, "g"), Cause.LOST));
        assertThat(next(toOwner)).isEqualTo(new Note.Ended("s", Cause.LOST));
        assertThat(Node.get(here.push("s", owner.id(), List.of("4a")))).isEmpty();
        assertThat(Node.get(here.find("s"))).isEqualTo(Standing.ABSENT);
    }

    @Test
    void aLastPacketWaitsForTheNextGetWhereItIsToLinger() {
        Node.get(here.push("s", owner.id(), List.of("4a")));
        Node.get(here.end("s", "1", Duration.ofSeconds(30), null, null));
        assertThat(Node.get(here.find("s"))).isEqualTo(Standing.ABSENT);
        assertThat(Node.get(there.post("s", at(other, "p"), "4a"))).isEqualTo(Passed.UNKNOWN);
        assertThat(polls(other, "g", false)).isEqualTo(new Polled.Packets(List.of("4a", "1")));
        assertThat(polls(other, "h", false)).isEqualTo(new Polled.Unknown());
    }

    @Test
    void anOverduePongEndsTheSessionThoughItsOwnerSleeps() {
        Node.get(here.open("t", owner.id(), Duration.ofMillis(1)));
        Awaitility.await()
                .until(() ->
                        Node.get(there.poll("t", at(other, "g"), false, MAX))
                                .equals(new Polled.Unknown()));
        assertThat(next(toOwner)).isEqualTo(new Note.Ended("t", Cause.TIMEOUT));
    }

    @Test
    void aGetThatWaitsKnowsWhenToAskAndIsToldOfTheEndThoughItsOwnerSleeps() {
        Node.get(here.open("t", owner.id(), Duration.ofMillis(150)));
        Polled first = Node.get(there.poll("t", at(other, "g"), false, MAX));
        assertThat(first)
                .asInstanceOf(InstanceOfAssertFactories.type(Polled.Wait.class))
                .satisfies(wait -> {
                    assertThat(wait.owner()).isEqualTo(owner.id());
                    assertThat(wait.left()).isBetween(Duration.ofMillis(1), Duration.ofMillis(150));
                });
        Awaitility.await()
                .until(() ->
                        Node.get(there.poll("t", at(other, "g"), true, MAX))
                                .equals(new Polled.Packets(List.of("1"))));
        assertThat(next(toOwner)).isEqualTo(new Note.Ended("t", Cause.TIMEOUT));
        assertThat(server.raw().exists("hg:eio:{t}", "hg:eio:{t}:out")).isZero();
    }

    @Test
    void theOwnerLearnsHowManyBytesWaitWithoutWakingAnybody() {
        assertThat(Node.get(here.push("s", owner.id(), List.of("4ab")))).contains(4L);
        assertThat(Node.get(here.push("s", owner.id(), List.of()))).contains(4L);
        polls(other, "g", false);
        polls(other, "h", false);
        assertThat(Node.get(here.push("s", owner.id(), List.of()))).contains(0L);
        assertThat(toOther).isEmpty();
    }

    @Test
    void onlyTheOwnerSends() {
        assertThat(Node.get(there.push("s", other.id(), List.of("4a")))).isEmpty();
        assertThat(polls(other, "g", false)).isInstanceOf(Polled.Wait.class);
    }

    @Test
    void aPongPutsTheEndOff() {
        Node.get(here.open("t", owner.id(), Duration.ofSeconds(30)));
        String before = server.raw().hget("hg:eio:{t}", "due");
        Awaitility.await()
                .until(() -> {
                    Node.get(there.post("t", at(other, "p"), "3"));
                    Node.get(here.taken("t", at(other, "p"), true, true));
                    return !server.raw().hget("hg:eio:{t}", "due").equals(before);
                });
    }

    @Test
    void whileAProbeIsOpenGetsAreAnsweredAtOnceAndNothingExpires() {
        polls(other, "g", false);
        assertThat(Node.get(here.beginUpgrade("s", "w"))).isTrue();
        assertThat(next(toOther)).isEqualTo(new Note.Wake("g"));
        assertThat(next(toOwner)).isEqualTo(new Note.Paused("s", "w"));
        assertThat(polls(other, "g", true)).isEqualTo(new Polled.Packets(List.of("6")));
        assertThat(polls(other, "h", false)).isEqualTo(new Polled.Soon());
        assertThat(polls(other, "h", true)).isEqualTo(new Polled.Packets(List.of("6")));
        assertThat(server.raw().hget("hg:eio:{s}", "due")).isNull();
        assertThat(Node.get(here.find("s"))).isEqualTo(Standing.UPGRADED);
        assertThat(Node.get(there.beginUpgrade("s", "another"))).isFalse();
        Node.get(there.cancelUpgrade("s", "another"));
        assertThat(Node.get(here.find("s"))).isEqualTo(Standing.UPGRADED);
        Node.get(there.cancelUpgrade("s", "w"));
        assertThat(next(toOwner)).isEqualTo(new Note.Resumed("s"));
        assertThat(server.raw().hget("hg:eio:{s}", "due")).isNotNull();
        assertThat(polls(other, "i", false)).isInstanceOf(Polled.Wait.class);
    }

    @Test
    void theOwnersOwnWebSocketGetsWhatWaited() {
        Node.get(here.push("s", owner.id(), List.of("4a", "4b")));
        Node.get(here.beginUpgrade("s", "w"));
        assertThat(Node.get(here.finishUpgrade("s", "another", owner.id())))
                .isEqualTo(new Finished.Refused());
        assertThat(Node.get(here.finishUpgrade("s", "w", owner.id())))
                .isEqualTo(new Finished.Own(List.of("4a", "4b")));
        assertThat(polls(other, "g", false)).isEqualTo(new Polled.Upgraded());
        assertThat(Node.get(there.post("s", at(other, "p"), "4x"))).isEqualTo(Passed.UPGRADED);
    }

    @Test
    void anotherNodesWebSocketGetsTheSessionWithAllThatWasSentOnce() {
        Node.get(here.push("s", owner.id(), List.of("4a")));
        Node.get(here.beginUpgrade("s", "w"));
        assertThat(next(toOwner)).isEqualTo(new Note.Paused("s", "w"));
        assertThat(Node.get(there.finishUpgrade("s", "w", other.id())))
                .isEqualTo(new Finished.Moving());
        assertThat(next(toOwner)).isEqualTo(new Note.Asked("s", other.id()));
        Node.get(here.push("s", owner.id(), List.of("4b")));
        assertThat(Node.get(here.handOver("s", owner.id(), other.id(), "state"))).isTrue();
        assertThat(next(toOther)).isEqualTo(new Note.Offered("s"));
        assertThat(Node.get(there.takeOver("s", other.id())))
                .isEqualTo(Optional.of(new Exchange.TakenOver("state", List.of("4a", "4b"))));
        assertThat(next(toOwner)).isEqualTo(new Note.Arrived("s"));
        assertThat(Node.get(here.push("s", owner.id(), List.of("4late")))).isEmpty();
        assertThat(Node.get(there.takeOver("s", other.id()))).isEmpty();
        assertThat(Node.get(here.takeOver("s", owner.id()))).isEmpty();
    }

    @Test
    void aSessionIsNotHandedToANodeThatIsGone() {
        Node.get(here.beginUpgrade("s", "w"));
        Node.get(there.finishUpgrade("s", "w", new NodeId("gone")));
        assertThat(Node.get(here.handOver("s", owner.id(), new NodeId("gone"), ""))).isFalse();
        assertThat(Node.get(here.find("s"))).isEqualTo(Standing.ABSENT);
    }

    @Test
    void anUpgradeWhileAPostIsUnderWayEndsTheSession() {
        Node.get(there.post("s", at(other, "p"), "4a"));
        Node.get(here.beginUpgrade("s", "w"));
        assertThat(Node.get(here.finishUpgrade("s", "w", owner.id())))
                .isEqualTo(new Finished.Refused());
        assertThat(Node.get(here.find("s"))).isEqualTo(Standing.ABSENT);
    }
}
