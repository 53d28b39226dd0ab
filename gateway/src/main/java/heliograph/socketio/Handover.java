package heliograph.socketio;

import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * What of a connection goes to another node.
 *
 * @param admitted whether a namespace has welcomed the client
 * @param joined where it is
 * @param half a binary packet whose attachments are still coming in, its text first
 */
record Handover(boolean admitted, List<Joined> joined, List<String> half) {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /**
     * A namespace that the client is in.
     *
     * @param id of the socket
     * @param nextAckId of our next question
     * @param state of the listener
     */
    record Joined(String namespace, String id, long nextAckId, String state) {}

    /** Collects it; the stage completes with its JSON. */
    static CompletionStage<String> of(
            List<Membership> memberships, boolean admitted, @Nullable BinaryPacket incomplete) {
        List<Joined> joined = new ArrayList<>();
        CompletionStage<List<Joined>> all = CompletableFuture.completedStage(joined);
        for (Membership membership : memberships) {
            var state = membership.handOver();
            if (state.isPresent()) {
                all =
                        all.thenCombine(
                                state.get(),
                                (list, one) -> {
                                    list.add(one);
                                    return list;
                                });
            }
        }
        List<String> half = new ArrayList<>();
        if (incomplete != null) {
            half.add(incomplete.text());
            incomplete
                    .attachments()
                    .forEach(part -> half.add(Base64.getEncoder().encodeToString(part)));
        }
        return all.thenApply(
                list -> JSON.writeValueAsString(new Handover(admitted, List.copyOf(list), half)));
    }

    static Handover read(String json) {
        return JSON.readValue(json, Handover.class);
    }

    /** Makes a fresh connection go on. */
    void restore(Connection connection, Map<String, Namespace> namespaces) {
        if (admitted) {
            connection.admitted();
        } else {
            connection.start();
        }
        for (Joined one : joined) {
            Namespace namespace = namespaces.get(one.namespace());
            if (namespace == null) {
                connection.tryAgainLater();
                return;
            }
            connection.join(one.namespace()).takeOver(one, namespace);
        }
        if (!half.isEmpty()) {
            connection.onMessage(half.getFirst());
            for (String attachment : half.subList(1, half.size())) {
                connection.onMessage(Base64.getDecoder().decode(attachment));
            }
        }
    }
}
