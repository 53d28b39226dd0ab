package heliograph.scripts;

import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import heliograph.state.Link;
import heliograph.state.LinkStatistics;
import heliograph.state.Windows;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What is in the database as a whole ({@code redis/KEYS.md}). */
@OnEveryServer
class KeysTest extends ScriptTest {
    private static final Path REDIS = Path.of("..", "redis");

    KeysTest(Server server) {
        super(server);
    }

    @Test
    void everyKeyHasAnEndAfterEachStepAndEveryScriptWasCalled() throws IOException {
        Set<String> called = new ConcurrentSkipListSet<>();
        Set<String> kinds = new TreeSet<>();
        Windows windows = Everything.WINDOWS;
        Node node =
                node(
                        "n1",
                        windows,
                        (script, _, succeeded) -> {
                            assertThat(succeeded).as(script).isTrue();
                            called.add(script);
                        });
        Node dying = node("dying", new ShortWindows().nodeLease(200).build());
        long longest = 2 * windows.roomTtl().toMillis();
        new Everything(
                        node,
                        dying,
                        () ->
                                server.lifetimes()
                                        .forEach((key, left) -> {
                                            // -2: it ended while it was looked at
                                            assertThat(left).as(key).isNotEqualTo(-1);
                                            assertThat(left).as(key).isLessThanOrEqualTo(longest);
                                            kinds.add(kind(key));
                                        }))
                .happens("room");
        assertThat(called)
                .containsAll(scriptFiles())
                .as("release_lease and bury_node included")
                .hasSizeGreaterThan(30);
        kinds.add("hg:dead"); // gone again when a sweep ends; SweepTest sees it in between
        assertThat(kinds).as("KEYS.md has a row for each").isEqualTo(kindsInTheTable());
        assertThat(server.lifetimes().keySet())
                .as("what stays of a room that is gone")
                .allMatch(key ->
                        key.startsWith("hg:rate:")
                                || key.startsWith("hg:s:")
                                || key.startsWith("hg:eio:")
                                || key.equals("hg:nodes")
                                || key.equals("hg:epoch"));
    }

    private static Set<String> scriptFiles() throws IOException {
        try (Stream<Path> files = Files.list(REDIS.resolve("scripts"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".lua"))
                    .map(name -> name.substring(0, name.length() - 4))
                    .filter(name -> !name.equals("release_lease"))
                    .collect(toSet());
        }
    }

    /** {@code hg:{room}:link:…} becomes {@code hg:{room}:link}, {@code hg:s:{…}:in} its like. */
    private static String kind(String key) {
        if (key.startsWith("hg:eio:")) {
            return key.endsWith("}:out") ? "hg:eio:{sid}:out" : "hg:eio:{sid}";
        }
        if (key.startsWith("hg:s:")) {
            return key.endsWith("}:in") ? "hg:s:{session}:in" : "hg:s:{session}";
        }
        int parts = key.startsWith("hg:{") ? 3 : 2;
        return String.join(":", List.of(key.split(":", -1)).subList(0, parts));
    }

    private static Set<String> kindsInTheTable() throws IOException {
        try (Stream<String> lines = Files.lines(REDIS.resolve("KEYS.md"))) {
            return lines.filter(line -> line.startsWith("| `hg:"))
                    .map(line -> line.substring(3, line.indexOf('`', 3)))
                    .map(KeysTest::kind)
                    .collect(toSet());
        }
    }

    @Test
    void namesThatLookAlikeDoNotShareAKey() {
        Node node = node(new ShortWindows().events(100_000).build());
        List<String> users = List.of("a", "a:b", "b", "b:c", "c", "1:a", "{a}", "ä 𝄞", "%7Ba%7D");
        List<String> rooms =
                List.of("r", "r}:link", "{r}", "%7Br%7D", "r:seats", "r r", "r*?[x]", "räum 𝄞 :");
        for (String room : rooms) {
            Link seen = null;
            for (String from : users) {
                node.seated(room, from);
            }
            assertThat(
                            Node.get(
                                    node.store()
                                            .rooms()
                                            .participants(new heliograph.state.RoomId(room))))
                    .as(room)
                    .hasSize(users.size());
            for (String from : users) {
                for (String to : users) {
                    if (!from.equals(to)) {
                        Link link = node.peer(room, from).to(node.peer(room, to));
                        LinkStatistics before = Node.get(node.store().links().getStatistics(link));
                        assertThat(before.offersSent()).as("%s", link).isZero();
                        assertThat(
                                        Node.get(
                                                        node.store()
                                                                .links()
                                                                .recordOfferSent(
                                                                        link,
                                                                        new heliograph.state
                                                                                .Sequence(1)))
                                                .isNew())
                                .as("%s", link)
                                .isTrue();
                        seen = link;
                    }
                }
            }
            assertThat(seen).isNotNull();
        }
        for (String user : users) {
            node.peer("elsewhere " + user, user).sitDown();
        }
        assertThat(server.raw().keys("hg:rate:join:*")).hasSize(users.size());
    }

    @Test
    void aUserWithAnOddNameIsToldAndForgottenLikeAnyOther() {
        Node node = node();
        Peer alice = node.seated("r {x}: 𝄞", "al|ice, 1:{}");
        Peer bob = node.seated("r {x}: 𝄞", "b:ö|,b");
        assertThat(bob.offer(alice)).isEqualTo(new heliograph.state.Links.Relayed.Accepted());
        assertThat(alice.hears()).containsExactly("userJoined b:ö|,b", "offer {}");
        bob.leave();
        assertThat(alice.hears()).containsExactly("userLeft b:ö|,b");
        alice.leave();
        assertThat(server.keysOfRooms()).allMatch(key -> key.startsWith("hg:rate:"));
    }

    @Test
    void sessionsAndNodesMayHoldAnySeparator() {
        Node node = node("node|1,2", Windows.DEFAULTS);
        Peer alice =
                Peer.connected(
                        node, new heliograph.state.RoomId("room"), "alice", "a|b,c;d }:in e");
        Peer bob =
                Peer.connected(
                        node, new heliograph.state.RoomId("room"), "bob", "a|b,c;d }:in e}:in");
        Peer carol = node.peer("room", "carol");
        alice.sitDown();
        bob.sitDown();
        carol.sitDown();
        assertThat(alice.hears()).containsExactly("userJoined bob", "userJoined carol");
        assertThat(bob.hears()).containsExactly("userJoined carol");
    }
}
