package heliograph.scripts;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.operation.EmbeddedRedis;
import heliograph.state.Link;
import heliograph.state.Links;
import heliograph.state.Links.Relayed;
import heliograph.state.NodeId;
import heliograph.state.Publication;
import heliograph.state.Publication.Said;
import heliograph.state.RoomId;
import heliograph.state.Rooms;
import heliograph.state.Seat;
import heliograph.state.SessionId;
import heliograph.state.UserId;
import heliograph.state.Windows;
import heliograph.state.redis.RedisStateStore;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class RelayScriptsTest {
    @Test
    void anOfferReachesTheNodeOfItsTarget() throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start("");
                RedisStateStore store =
                        RedisStateStore.connect(
                                redis.url().toString(),
                                Windows.DEFAULTS,
                                Duration.ofSeconds(2),
                                (_, _, _) -> {})) {
            NodeId node = new NodeId("n1");
            BlockingQueue<Publication> heard = new LinkedBlockingQueue<>();
            store.nodes().listen(node, heard::add).toCompletableFuture().join();
            RoomId room = new RoomId("r {x}");
            for (String user : new String[] {"a", "b"}) {
                assertThat(
                                store.rooms()
                                        .join(
                                                new Rooms.Join(
                                                        room,
                                                        new Seat(
                                                                new UserId(user),
                                                                new SessionId("s" + user)),
                                                        node,
                                                        "{}",
                                                        true,
                                                        true,
                                                        new Said("userJoined", "{}")))
                                        .toCompletableFuture()
                                        .join())
                        .isInstanceOf(Rooms.Joined.Seated.class);
            }
            assertThat(heard.poll(5, TimeUnit.SECONDS)).isInstanceOf(Publication.Event.class);
            Relayed verdict =
                    store.links()
                            .relayOffer(
                                    new Links.Signal(
                                            new Link(room, new UserId("a"), new UserId("b")),
                                            new SessionId("sa"),
                                            null,
                                            null,
                                            null,
                                            new Said("offer", "{\"x\":1}")))
                            .toCompletableFuture()
                            .join();
            assertThat(verdict).isEqualTo(new Relayed.Accepted());
            assertThat(heard.poll(5, TimeUnit.SECONDS))
                    .isEqualTo(
                            new Publication.Event(
                                    java.util.List.of(new SessionId("sb")),
                                    new Said("offer", "{\"x\":1}")));
        }
    }
}
