package heliograph.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import heliograph.client.Client;
import heliograph.client.Client.Protocol;
import heliograph.node.SocketIoClients;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestReporter;
import tools.jackson.databind.JsonNode;

/**
 * Pages with an unmodified {@code socket.io-client} that repeats what is not acknowledged ({@code
 * retries}, {@code ackTimeout}), whose nodes are killed while it speaks: everything said has one
 * effect and one answer, whatever node it was said to how often.
 */
class RetryFaultTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Map<String, ?> REPEATING = Map.of("retries", 20, "ackTimeout", 3_000);

    private static Site site;
    private static SocketIoClients clients;

    @BeforeAll
    static void start() {
        // Two that are killed in turns, and one for those who listen.
        site = new Site(3, Map.of());
        clients = SocketIoClients.start();
    }

    @AfterAll
    static void stop() {
        clients.close();
        site.close();
    }

    /** A page and somebody on another node who notes what of it arrives. */
    private record Call(Page page, Client listener) {
        static Call begin(String name, String version, Balancer balancer) {
            String speaker = name + version.replace(".", "");
            String other = "listenerOf" + speaker;
            String room = "room-" + speaker;
            Client listener = Protocol.PLAIN.connect(site.port(2), other);
            listener.ask("joinRoom", "{\"roomId\":\"" + room + "\"}");
            Page page = new Page(clients, version, balancer, room, speaker, other, REPEATING);
            page.client().connects();
            page.joins();
            return new Call(page, listener);
        }

        /**
         * Hands numbered offers to the library, which says them one by one. Of a repeated offer
         * nothing but its id tells that it is the same.
         */
        void demands(int first, int last) {
            for (int number = first; number <= last; number++) {
                page.client().demands("offer", offer(Map.of("messageId", "" + number), number));
            }
        }

        Map<String, Object> offer(Map<String, ?> more, int number) {
            Map<String, Object> all = page.to(more);
            all.put("sdp", Map.of("type", "offer", "sdp", "" + number));
            return all;
        }

        /** The numbers that had an effect, as often as they had one. */
        List<Integer> effects() {
            return listener.allHeard("offer").stream()
                    .map(data -> Integer.parseInt(data.path("sdp").path("sdp").asString()))
                    .toList();
        }

        /** The answers to these offers. */
        List<JsonNode> answers() {
            return page.client().acknowledgedSoFar().stream()
                    .filter(ack -> ack.has("messageId"))
                    .toList();
        }

        void end() {
            page.client().disconnect();
            listener.close();
        }
    }

    @Test
    void whateverNodeIsKilledWhenEveryMessageHasOneEffectAndSucceeds(TestReporter reporter) {
        int burst = 20;
        int kills = Scale.OF_THIS_RUN.times();
        try (Balancer balancer = new Balancer(() -> site.port(0))) {
            List<Call> calls = new ArrayList<>();
            for (String version : SocketIoClients.VERSIONS) {
                for (String name : List.of("ann", "ben", "cat", "dan")) {
                    calls.add(Call.begin(name, version, balancer));
                }
            }
            int silent = 0;
            for (int kill = 0; kill < kills; kill++) {
                int victim = kill % 2;
                int first = kill * burst + 1;
                int last = first + burst - 1;
                boolean silence = kill % 2 == 0;
                if (silence) {
                    // The effect is there, the answer is not: it must come from the next node.
                    silent++;
                    balancer.mute();
                    calls.forEach(call -> call.demands(first, last));
                    await().atMost(PATIENCE)
                            .until(() ->
                                    calls.stream()
                                            .allMatch(call -> call.effects().size() >= first));
                } else {
                    calls.forEach(call -> call.demands(first, last));
                    await().atMost(PATIENCE)
                            .until(() ->
                                    calls.stream().anyMatch(call -> call.effects().size() > first));
                }
                site.kill(victim);
                balancer.speak();
                balancer.leadTo(() -> site.port(1 - victim));
                await().atMost(PATIENCE)
                        .until(() ->
                                calls.stream().allMatch(call -> call.answers().size() >= last));
                site.replace(victim);
            }

            int all = kills * burst;
            for (Call call : calls) {
                assertThat(call.effects())
                        .as("effects of " + call.page().user())
                        .containsExactlyElementsOf(IntStream.rangeClosed(1, all).boxed().toList());
                assertThat(call.answers())
                        .as("answers to " + call.page().user())
                        .hasSize(all)
                        .allMatch(answer -> answer.path("success").asBoolean(), "success");
                assertThat(call.page().isRecovered()).as(call.page().user()).isTrue();
            }
            long repeated =
                    calls.stream()
                            .flatMap(call -> call.answers().stream())
                            .filter(answer -> answer.path("duplicate").asBoolean())
                            .count();
            assertThat(repeated)
                    .as("answered by another node than the one that did it")
                    .isGreaterThanOrEqualTo((long) silent * calls.size());
            calls.forEach(Call::end);
            reporter.publishEntry(
                    Map.of(
                            "messages", String.valueOf(all * calls.size()),
                            "repeated after their effect", String.valueOf(repeated)));
        }
    }

    @Test
    void aRepeatedSequenceIsADuplicateAtTheNextNodeToo() {
        try (Balancer balancer = new Balancer(() -> site.port(0))) {
            List<Call> calls = new ArrayList<>();
            for (String version : SocketIoClients.VERSIONS) {
                calls.add(Call.begin("eve", version, balancer));
            }
            balancer.mute();
            calls.forEach(call ->
                    call.page().client().demands("offer", call.offer(Map.of("sequence", 7), 7)));
            calls.forEach(call -> call.listener().hears("offer"));
            site.kill(0);
            balancer.speak();
            balancer.leadTo(() -> site.port(1));

            for (Call call : calls) {
                JsonNode ack = call.page().client().hears("offerAck");
                assertThat(ack.path("success").asBoolean(true)).isFalse();
                assertThat(ack.path("reason").asString()).isEqualTo("duplicate");
                assertThat(ack.path("sequence").asInt()).isEqualTo(7);
                assertThat(
                                call.page()
                                        .client()
                                        .asks("offer", call.offer(Map.of("sequence", 8), 8))
                                        .path("success")
                                        .asBoolean())
                        .isTrue();
                assertThat(call.listener().hears("offer").path("sequence").asInt()).isEqualTo(8);
                assertThat(call.listener().allHeard("offer")).hasSize(2);
                call.end();
            }
        } finally {
            site.replace(0);
        }
    }

    /** The negative control: the library repeats, and without an id nobody can tell. */
    @Test
    void withoutAnIdTheEffectIsThereTwice() {
        try (Balancer balancer = new Balancer(() -> site.port(0))) {
            List<Call> calls = new ArrayList<>();
            for (String version : SocketIoClients.VERSIONS) {
                calls.add(Call.begin("fay", version, balancer));
            }

            balancer.mute();
            calls.forEach(call -> call.page().client().demands("offer", call.offer(Map.of(), 1)));
            calls.forEach(call -> call.listener().hears("offer"));
            site.kill(0);
            balancer.speak();
            balancer.leadTo(() -> site.port(1));

            for (Call call : calls) {
                call.listener().hears("offer");
                assertThat(call.effects()).as(call.page().user()).containsExactly(1, 1);
                call.end();
            }
        } finally {
            site.replace(0);
        }
    }
}
