package heliograph.socketio;

import static org.assertj.core.api.Assertions.assertThat;

import heliograph.engineio.EngineConfig;
import heliograph.engineio.EngineServer;
import heliograph.engineio.Timers;
import heliograph.socketio.Namespace.Admission;
import heliograph.transport.SocketClosed;
import heliograph.transport.TestSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SocketIoServerTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final SocketIoConfig CONFIG =
            new SocketIoConfig(LONG, LONG, 1_000, PacketLimits.DEFAULT, 5, 1_000);

    private final ScheduledExecutorService timer = Timers.create("test-timer");
    private final RecordingNamespace root = new RecordingNamespace();
    private final RecordingNamespace webrtc = new RecordingNamespace();

    @AfterEach
    void stopTimer() {
        timer.shutdownNow();
    }

    @Test
    void connectIsAnsweredWithAnIdOfTheSocketAlone() {
        TestSocket client = open();
        client.says("40{\"token\":\"t\"}");
        client.says("40/webrtc,");

        String first = client.hears();
        String second = client.hears();
        assertThat(first).matches("40\\{\"sid\":\"[A-Za-z0-9_-]{20}\"}");
        assertThat(second).matches("40/webrtc,\\{\"sid\":\"[A-Za-z0-9_-]{20}\"}");
        assertThat(first).contains(root.sockets.getFirst().id());
        assertThat(second).contains(webrtc.sockets.getFirst().id());
        assertThat(root.sockets.getFirst().id()).isNotEqualTo(webrtc.sockets.getFirst().id());
        assertThat(root.connects.getFirst().auth()).isEqualTo("{\"token\":\"t\"}");
        assertThat(webrtc.connects.getFirst().auth()).isEqualTo("{}");
        assertThat(root.connects.getFirst().handshake().parameter("room")).contains("7");
    }

    @Test
    void theSocketsIdIsNotTheSecretIdOfTheSession() {
        TestSocket client =
                TestSocket.open(
                        engine(CONFIG), TestSocket.request("GET", "EIO=4&transport=websocket"));
        String opening = client.hears();
        client.says("40");
        client.hears();
        assertThat(opening).doesNotContain(root.sockets.getFirst().id());
    }

    @Test
    void anUnknownNamespaceIsRefusedAndTheConnectionStays() {
        TestSocket client = open();
        client.says("40/other");
        client.says("40/other?token=t,{\"a\":1}");
        client.says("40/webrt,");
        assertThat(client.hears()).isEqualTo("44/other,{\"message\":\"Invalid namespace\"}");
        assertThat(client.hears()).isEqualTo("44/other,{\"message\":\"Invalid namespace\"}");
        assertThat(client.hears()).isEqualTo("44/webrt,{\"message\":\"Invalid namespace\"}");
        client.says("40");
        assertThat(client.hears()).startsWith("40{");
    }

    @Test
    void aRefusalCarriesItsDataAndTheConnectionStays() {
        TestSocket client = open();
        webrtc.decision =
                decided(new Admission.Refuse("no \"token\"", "{\"code\":\"UNAUTHORIZED\"}"));
        client.says("40/webrtc,");
        webrtc.decision = decided(new Admission.Refuse("no", null));
        client.says("40/webrtc,");
        webrtc.decision = decided(webrtc.welcome());
        client.says("40/webrtc,");

        assertThat(client.hears())
                .isEqualTo(
                        "44/webrtc,{\"message\":\"no"
                                + " \\\"token\\\"\",\"data\":{\"code\":\"UNAUTHORIZED\"}}");
        assertThat(client.hears()).isEqualTo("44/webrtc,{\"message\":\"no\"}");
        assertThat(client.hears()).startsWith("40/webrtc,{");
    }

    @Test
    void anEventReachesItsNamespaceWithItsArgumentsAsTheyWere() {
        TestSocket client = connected("/webrtc");
        client.says("42/webrtc,[\"offer\",{ \"sdp\" : \"v=0\\r\\n\" },1]");

        RecordingNamespace.Heard heard = webrtc.events.getFirst();
        assertThat(heard.event()).isEqualTo("offer");
        assertThat(heard.arguments().json()).containsExactly("{ \"sdp\" : \"v=0\\r\\n\" }", "1");
        assertThat(heard.arguments().attachments()).isEmpty();
        assertThat(root.story).isEmpty();
    }

    @Test
    void anEventThatAsksIsAcknowledgedOnce() {
        webrtc.onEvent =
                (socket, heard) -> {
                    heard.isAcknowledged(Arguments.of("{\"success\":true}"));
                    heard.isAcknowledged(Arguments.of("2"));
                };
        TestSocket client = connected("/webrtc");
        client.says("42/webrtc,12[\"offer\"]");
        client.says("42/webrtc,0[\"offer\"]");
        assertThat(client.hears()).isEqualTo("43/webrtc,12[{\"success\":true}]");
        assertThat(client.hears()).isEqualTo("43/webrtc,0[{\"success\":true}]");
        client.hearsNothing();
    }

    @Test
    void anEventThatDoesNotAskLeavesNothingToAcknowledge() {
        TestSocket client = connected("/webrtc");
        client.says("42/webrtc,[\"offer\"]");
        client.says("451-/webrtc,[\"file\",{\"_placeholder\":true,\"num\":0}]");
        client.says(new byte[] {1});
        assertThat(webrtc.events)
                .hasSize(2)
                .allSatisfy(heard -> assertThat(heard.acknowledge()).isNull());
        client.hearsNothing();
    }

    @Test
    void eventsOfOursAreAcknowledgedToWhoeverAsked() {
        TestSocket client = connected("/");
        List<String> answers = new ArrayList<>();
        NamespaceSocket socket = root.sockets.getFirst();
        socket.emit("a", Arguments.NONE, answer -> answers.add("a" + answer.json()));
        socket.emit("b", Arguments.of("1"), answer -> answers.add("b" + answer.json()));
        socket.emit("c", Arguments.of("2"));
        assertThat(client.hears()).isEqualTo("420[\"a\"]");
        assertThat(client.hears()).isEqualTo("421[\"b\",1]");
        assertThat(client.hears()).isEqualTo("42[\"c\",2]");

        client.says("431[\"x\",{}]");
        client.says("430[]");
        client.says("430[\"again\"]");
        client.says("4399[\"nobody asked\"]");
        assertThat(answers).containsExactly("b[\"x\", {}]", "a[]");
        client.hearsNothing();
    }

    @Test
    void binaryEventsAndAcknowledgementsGoBothWays() {
        webrtc.onEvent =
                (socket, heard) -> {
                    socket.emit("back", heard.arguments());
                    heard.isAcknowledged(heard.arguments());
                };
        TestSocket client = connected("/webrtc");
        String arguments =
                "{\"_placeholder\":true,\"num\":1},{\"a\":{\"_placeholder\":true,\"num\":0}}";
        client.says("452-/webrtc,4[\"file\"," + arguments + "]");
        client.says(new byte[] {1, 2});
        client.hearsNothing();
        client.says(new byte[] {3});

        assertThat(client.hears()).isEqualTo("452-/webrtc,[\"back\"," + arguments + "]");
        assertThat(client.hearsBinary()).containsExactly(1, 2);
        assertThat(client.hearsBinary()).containsExactly(3);
        assertThat(client.hears()).isEqualTo("462-/webrtc,4[" + arguments + "]");
        assertThat(client.hearsBinary()).containsExactly(1, 2);
        assertThat(client.hearsBinary()).containsExactly(3);

        List<byte[]> answer = new ArrayList<>();
        webrtc.sockets
                .getFirst()
                .emit("ask", Arguments.NONE, got -> answer.addAll(got.attachments()));
        assertThat(client.hears()).isEqualTo("42/webrtc,0[\"ask\"]");
        client.says("461-/webrtc,0[{\"_placeholder\":true,\"num\":0}]");
        client.says(new byte[] {9});
        assertThat(answer).containsExactly(new byte[] {9});
    }

    @Test
    void attachmentsFollowTheirPacketWhoeverElseSends() throws InterruptedException {
        TestSocket client = connected("/");
        NamespaceSocket socket = root.sockets.getFirst();
        Arguments binary =
                new Arguments(
                        List.of("{\"_placeholder\":true,\"num\":0}"), List.of(new byte[] {7}));
        Runnable sender =
                () -> {
                    for (int i = 0; i < 500; i++) {
                        socket.emit("binary", binary);
                        socket.emit("text", Arguments.NONE);
                    }
                };
        List<Thread> threads =
                List.of(Thread.ofPlatform().start(sender), Thread.ofPlatform().start(sender));
        for (Thread thread : threads) {
            thread.join();
        }
        for (int i = 0; i < 2_000; i++) {
            String packet = client.hears();
            if (packet.startsWith("451-")) {
                assertThat(client.hearsBinary()).containsExactly(7);
            }
        }
        client.hearsNothing();
    }

    @ParameterizedTest(name = "«{0}» closes the connection for all namespaces")
    @ValueSource(
            strings = {
                "4",
                "4abc",
                "42{}",
                "42[]",
                "42[{}]",
                "42[\"connect\"]",
                "42/webrtc,[\"disconnecting\"]",
                "450-[\"x\"]",
                "45999999-[\"x\"]",
                "451-[\"x\",{\"_placeholder\":true,\"num\":1}]",
                "47[\"x\"]",
                "40",
                "40{}",
                "40/webrtc,",
                "40[]",
                "44",
                "44\"refused\"",
                "44/webrtc,{}",
                "42/other,[\"x\"]",
                "43/other,1[]",
                "41/other",
                "41{}",
            })
    void aBrokenRuleClosesTheWholeConnection(String packet) {
        TestSocket client = connected("/");
        client.says("40/webrtc,");
        assertThat(client.hears()).startsWith("40/webrtc,");
        client.says(packet);
        client.isClosedWith(1002);
        root.tells("+", "PROTOCOL_ERROR");
        webrtc.tells("+", "PROTOCOL_ERROR");
    }

    @ParameterizedTest(name = "«{0}» before any CONNECT closes the connection")
    @ValueSource(strings = {"42[\"x\"]", "430[]", "41", "42/webrtc,[\"x\"]"})
    void nothingIsSaidBeforeConnect(String packet) {
        TestSocket client = open();
        client.says(packet);
        client.isClosedWith(1002);
        assertThat(root.story).isEmpty();
    }

    @Test
    void anEventNamedProtoIsAnEventLikeAnyOther() {
        TestSocket client = connected("/");
        client.says("42[\"__proto__\",{\"__proto__\":{\"polluted\":true}}]");
        client.says("42[\"toString\"]");
        root.tells("+", "__proto__", "toString");
        client.hearsNothing();
    }

    @Test
    void textWhileAttachmentsAreDueClosesTheConnection() {
        TestSocket client = connected("/");
        client.says("451-[\"x\",{\"_placeholder\":true,\"num\":0}]");
        client.says("42[\"y\"]");
        client.isClosedWith(1002);
        root.tells("+", "PROTOCOL_ERROR");
    }

    @Test
    void aHeartbeatMayComeBetweenAPacketAndItsAttachments() {
        TestSocket client = connected("/");
        client.says("451-[\"x\",{\"_placeholder\":true,\"num\":0}]");
        client.says("3");
        client.says(new byte[] {1});
        root.tells("+", "x");
    }

    @Test
    void anAttachmentWithoutAPacketClosesTheConnection() {
        TestSocket client = connected("/");
        client.says(new byte[] {1});
        client.isClosedWith(1002);
        root.tells("+", "PROTOCOL_ERROR");
    }

    @Test
    void attachmentsThatDoNotComeInTimeCloseTheConnection() {
        TestSocket client =
                open(
                        new SocketIoConfig(
                                LONG,
                                Duration.ofMillis(100),
                                1_000,
                                PacketLimits.DEFAULT,
                                5,
                                1_000));
        client.says("40");
        client.hears();
        client.says("452-[\"x\"]");
        client.says(new byte[] {1});
        client.isClosedWith(1008);
        root.tells("+", "PROTOCOL_ERROR");
    }

    @Test
    void attachmentsAboveTheirBoundCloseTheConnection() {
        TestSocket client = connected("/");
        client.says("453-[\"x\"]");
        client.says(new byte[500]);
        client.says(new byte[501]);
        client.isClosedWith(1009);
        root.tells("+", "PROTOCOL_ERROR");
    }

    @Test
    void leavingANamespaceLeavesTheConnectionAndTheOthers() {
        TestSocket client = connected("/");
        client.says("40/webrtc,");
        client.hears();
        client.says("42/webrtc,[\"last\"]");
        client.says("41/webrtc,");
        webrtc.tells("+", "last", "BY_CLIENT");

        client.says("42[\"still here\"]");
        root.tells("+", "still here");
        webrtc.sockets.getFirst().emit("too late", Arguments.NONE);
        client.hearsNothing();

        client.says("40/webrtc,");
        assertThat(client.hears()).startsWith("40/webrtc,");
        webrtc.tells("+", "last", "BY_CLIENT", "+");
    }

    @Test
    void aDisconnectOfOursEndsTheNamespaceAndForgivesWhatWasUnderWay() {
        TestSocket client = connected("/webrtc");
        NamespaceSocket socket = webrtc.sockets.getFirst();
        socket.disconnect();
        socket.disconnect();
        socket.emit("too late", Arguments.NONE);
        socket.emit("too late", Arguments.NONE, answer -> {});
        assertThat(client.hears()).isEqualTo("41/webrtc,");
        client.says("42/webrtc,1[\"under way\"]");
        client.says("43/webrtc,0[]");
        client.hearsNothing();
        webrtc.tells("+", "BY_SERVER");

        client.says("40/webrtc,");
        assertThat(client.hears()).startsWith("40/webrtc,");
        client.says("42/webrtc,[\"again\"]");
        webrtc.tells("+", "BY_SERVER", "+", "again");
    }

    @Test
    void aDisconnectWithinAnEventEndsAfterIt() {
        webrtc.onEvent = (socket, heard) -> socket.disconnect();
        TestSocket client = connected("/webrtc");
        client.says("42/webrtc,[\"kick me\"]");
        assertThat(client.hears()).isEqualTo("41/webrtc,");
        webrtc.tells("+", "kick me", "BY_SERVER");
    }

    @Test
    void anAcknowledgementAfterTheEndIsNotSentToTheNextSocket() {
        TestSocket client = connected("/webrtc");
        client.says("42/webrtc,0[\"offer\"]");
        client.says("41/webrtc,");
        client.says("40/webrtc,");
        assertThat(client.hears()).startsWith("40/webrtc,");
        webrtc.events.getFirst().isAcknowledged(Arguments.of("1"));
        client.hearsNothing();
    }

    @ParameterizedTest(name = "an end by {1} with {0} is told as {2}")
    @CsvSource({
        "1001, PEER, BY_CLIENT",
        "1006, LOST, LOST",
        "1007, LOST, PROTOCOL_ERROR",
        "1006, SLOW_READER, SLOW_READER",
        "1012, US, BY_SERVER",
    })
    void theEndOfTheConnectionIsToldToEachNamespace(int code, SocketClosed.By by, String told) {
        TestSocket client = connected("/");
        client.says("40/webrtc,");
        client.hears();
        client.ends(code, by);
        root.tells("+", told);
        webrtc.tells("+", told);
    }

    @Test
    void aClosedTransportIsNoDisconnectPacket() {
        TestSocket client = connected("/webrtc");
        webrtc.sockets.getFirst().closeTransport(1012, "restart");
        client.isClosedWith(1012);
        webrtc.tells("+", "BY_SERVER");
        assertThat(client.queuedBytes()).isZero();
    }

    @Test
    void eventsBeforeTheDecisionWaitForItAndKeepTheirOrder() {
        CompletableFuture<Admission> decision = new CompletableFuture<>();
        webrtc.decision = decision;
        webrtc.onConnect = socket -> socket.emit("connected", Arguments.NONE);
        TestSocket client = open();
        client.says("40/webrtc,");
        for (String event : List.of("a", "b", "c")) {
            client.says("42/webrtc,[\"" + event + "\"]");
        }
        client.hearsNothing();
        assertThat(webrtc.story).isEmpty();

        decision.complete(webrtc.welcome());
        client.says("42/webrtc,[\"d\"]");
        assertThat(client.hears()).startsWith("40/webrtc,");
        assertThat(client.hears()).isEqualTo("42/webrtc,[\"connected\"]");
        webrtc.tells("+", "a", "b", "c", "d");
    }

    @Test
    void tooManyEventsBeforeTheDecisionCloseTheConnection() {
        webrtc.decision = new CompletableFuture<>();
        TestSocket client = open();
        client.says("40/webrtc,");
        for (int i = 0; i < 5; i++) {
            client.says("42/webrtc,[\"x\"]");
        }
        client.hearsNothing();
        client.says("42/webrtc,[\"x\"]");
        client.isClosedWith(1008);
    }

    @Test
    void tooManyBytesBeforeTheDecisionCloseTheConnection() {
        webrtc.decision = new CompletableFuture<>();
        TestSocket client = open();
        client.says("40/webrtc,");
        client.says("42/webrtc,[\"" + "x".repeat(900) + "\"]");
        client.hearsNothing();
        client.says("42/webrtc,[\"" + "x".repeat(100) + "\"]");
        client.isClosedWith(1008);
    }

    @Test
    void aDecisionAfterTheClientHasLeftChangesNothing() {
        CompletableFuture<Admission> first = new CompletableFuture<>();
        CompletableFuture<Admission> second = new CompletableFuture<>();
        TestSocket client = open();
        webrtc.decision = first;
        client.says("40/webrtc,");
        client.says("42/webrtc,[\"lost\"]");
        client.says("41/webrtc,");
        webrtc.decision = second;
        client.says("40/webrtc,");
        first.complete(webrtc.welcome());
        client.hearsNothing();

        client.ends(1001, SocketClosed.By.PEER);
        second.complete(webrtc.welcome());
        assertThat(webrtc.story).isEmpty();
        assertThat(client.queuedBytes()).isZero();
    }

    @Test
    void aSecondConnectWhileTheFirstIsUndecidedClosesTheConnection() {
        webrtc.decision = new CompletableFuture<>();
        TestSocket client = open();
        client.says("40/webrtc,");
        client.says("40/webrtc,");
        client.isClosedWith(1002);
    }

    @Test
    void aFloodOfUndecidedConnectsClosesTheConnection() {
        webrtc.decision = new CompletableFuture<>();
        TestSocket client = open();
        for (int i = 0; i < 8; i++) {
            client.says("40/webrtc,");
            client.says("41/webrtc,");
        }
        client.hearsNothing();
        client.says("40/webrtc,");
        client.isClosedWith(1002);
    }

    @Test
    void aDecisionThatFailsClosesSoThatTheClientTriesAgain() {
        webrtc.decision = CompletableFuture.failedStage(new IllegalStateException("no Redis"));
        TestSocket client = open();
        client.says("40/webrtc,");
        client.isClosedWith(1013);
        assertThat(client.queuedBytes()).isZero();
        assertThat(webrtc.story).isEmpty();
    }

    @Test
    void aNamespaceThatThrowsLosesTheConnectionOfThatClientOnly() {
        TestSocket bystander = connected("/webrtc");
        webrtc.onEvent =
                (socket, heard) -> {
                    throw new IllegalStateException("a fault");
                };
        TestSocket client = open();
        client.says("40/webrtc,");
        client.hears();
        client.says("42/webrtc,[\"x\"]");
        client.isClosedWith(1011);
        webrtc.tells("+", "+", "x", "BY_SERVER");
        bystander.hearsNothing();
    }

    @Test
    void aNamespaceThatThrowsOnAClientClosesIt() {
        webrtc.onConnect =
                socket -> {
                    throw new IllegalStateException("a fault");
                };
        TestSocket client = open();
        client.says("40/webrtc,");
        client.isClosedWith(1011);
        webrtc.tells("+");
    }

    @Test
    void whoIsAdmittedNowhereIsClosedAfterTheConnectTimeout() {
        SocketIoConfig quick = CONFIG.withConnectTimeout(Duration.ofMillis(700));
        TestSocket silent = open(quick);
        TestSocket stranger = open(quick);
        stranger.says("40/other");
        assertThat(stranger.hears()).startsWith("44/other");
        TestSocket guest = open(quick);
        guest.says("40");
        assertThat(guest.hears()).startsWith("40{");
        webrtc.decision = new CompletableFuture<>();
        TestSocket undecided = open(quick);
        undecided.says("40/webrtc,");

        silent.isClosedWith(1008);
        stranger.isClosedWith(1008);
        undecided.isClosedWith(1013);
        guest.hearsNothing();
    }

    @Test
    void anEndedConnectionLeavesNothingInTheTimer() {
        var pool = (ScheduledThreadPoolExecutor) timer;
        TestSocket client = open();
        client.says("40");
        client.says("451-[\"x\"]");
        client.ends(1006, SocketClosed.By.LOST);
        TestSocket stranger = open();
        stranger.ends(1006, SocketClosed.By.LOST);
        assertThat(pool.getQueue()).isEmpty();
    }

    @Test
    void aListenerHearsOneThreadAtATimeThoughTheDecisionComesByAnother() throws Exception {
        SocketIoConfig roomy =
                new SocketIoConfig(LONG, LONG, 1_000, PacketLimits.DEFAULT, 1_000, 100_000);
        for (int round = 0; round < 50; round++) {
            webrtc.story.clear();
            CompletableFuture<Admission> decision = new CompletableFuture<>();
            webrtc.decision = decision;
            TestSocket client = open(roomy);
            client.says("40/webrtc,");
            Thread decider =
                    Thread.ofPlatform().unstarted(() -> decision.complete(webrtc.welcome()));
            List<String> expected = new ArrayList<>(List.of("+"));
            for (int i = 0; i < 20; i++) {
                if (i == 5) {
                    decider.start();
                }
                client.says("42/webrtc,[\"" + i + "\"]");
                expected.add(Integer.toString(i));
            }
            decider.join();
            client.ends(1001, SocketClosed.By.PEER);
            expected.add("BY_CLIENT");
            webrtc.tells(expected.toArray(String[]::new));
        }
    }

    @Test
    void idsDoNotRepeat() {
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 50; i++) {
            connected("/");
            ids.add(root.sockets.getLast().id());
        }
        assertThat(ids).hasSize(50);
    }

    private static CompletableFuture<Admission> decided(Admission admission) {
        return CompletableFuture.completedFuture(admission);
    }

    private TestSocket connected(String namespace) {
        TestSocket client = open();
        client.says("40" + (namespace.equals("/") ? "" : namespace + ","));
        assertThat(client.hears()).startsWith("40");
        return client;
    }

    private TestSocket open() {
        return open(CONFIG);
    }

    private TestSocket open(SocketIoConfig config) {
        TestSocket client =
                TestSocket.open(
                        engine(config),
                        TestSocket.request("GET", "EIO=4&transport=websocket&room=7"));
        assertThat(client.hears()).startsWith("0{");
        return client;
    }

    private EngineServer engine(SocketIoConfig config) {
        return new EngineServer(
                new EngineConfig(LONG, LONG, 1_000_000),
                request -> true,
                new SocketIoServer(config, Map.of("/", root, "/webrtc", webrtc), timer),
                timer);
    }
}
