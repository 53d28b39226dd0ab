package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Candidates;
import heliograph.state.ConnectionState;
import heliograph.state.Connections;
import heliograph.state.Links;
import heliograph.state.Media;
import heliograph.state.Rooms;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The limits per user and window, over all rooms ({@code lib/limit.lua}). */
@OnEveryServer
class LimitTest extends ScriptTest {
    private static final int LIMIT = 3;

    LimitTest(Server server) {
        super(server);
    }

    private static void assertWithin(Duration retryAfter, int window) {
        assertThat(retryAfter).isBetween(Duration.ofMillis(1), Duration.ofMillis(window));
    }

    @Test
    void joinsAreLimitedOverAllRooms() {
        Node node = node(new ShortWindows().events(LIMIT).rate(800).build());
        for (int i = 0; i < LIMIT; i++) {
            node.seated("room " + i, "alice");
        }
        Peer oneMore = node.peer("one more", "alice");
        assertThat(oneMore.join())
                .isInstanceOfSatisfying(
                        Rooms.Joined.RateLimited.class,
                        limited -> assertWithin(limited.retryAfter(), 800));
        assertThat(node.peer("room 0", "bob").join()).isInstanceOf(Rooms.Joined.Seated.class);
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> oneMore.join() instanceof Rooms.Joined.Seated);
    }

    @Test
    void offersAndAnswersShareALimit() {
        Node node = node(new ShortWindows().events(LIMIT).rate(800).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.offer(bob);
        alice.answer(bob);
        alice.offer(node.peer("room", "nobody"));
        assertThat(alice.answer(bob))
                .isInstanceOfSatisfying(
                        Links.Relayed.RateLimited.class,
                        limited -> assertWithin(limited.retryAfter(), 800));
        assertThat(alice.candidate(bob, "c")).isEqualTo(new Candidates.Relayed.Accepted());
        assertThat(bob.answer(alice)).isEqualTo(new Links.Relayed.Accepted());
        Awaitility.await()
                .pollInterval(Duration.ofMillis(20))
                .until(() -> alice.offer(bob).equals(new Links.Relayed.Accepted()));
    }

    @Test
    void candidatesReportsAndMediaShareALimit() {
        Node node = node(new ShortWindows().events(LIMIT).rate(60_000).build());
        Peer alice = node.seated("room", "alice");
        Peer bob = node.seated("room", "bob");
        alice.candidate(bob, "c");
        alice.reports(bob, ConnectionState.CONNECTING);
        alice.switches(Media.Kind.AUDIO, false);
        assertThat(alice.candidate(bob, "d"))
                .isInstanceOfSatisfying(
                        Candidates.Relayed.RateLimited.class,
                        limited -> assertWithin(limited.retryAfter(), 60_000));
        assertThat(alice.reports(bob, ConnectionState.CONNECTED))
                .isInstanceOfSatisfying(
                        Connections.Verdict.RateLimited.class,
                        limited -> assertWithin(limited.retryAfter(), 60_000));
        assertThat(alice.switches(Media.Kind.AUDIO, true))
                .isInstanceOfSatisfying(
                        Rooms.MediaSet.RateLimited.class,
                        limited -> assertWithin(limited.retryAfter(), 60_000));
        assertThat(alice.statistics(bob).connectionState()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(bob.hears()).containsExactly("iceCandidate c", "userMediaChanged AUDIO=false");
    }
}
