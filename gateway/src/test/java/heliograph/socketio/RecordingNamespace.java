package heliograph.socketio;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Remembers what its clients did, in words; decides as the test says. */
final class RecordingNamespace implements Namespace {
    /**
     * An event as it came.
     *
     * @param acknowledge null where the client asked for none
     */
    record Heard(String event, Arguments arguments, @Nullable Consumer<Arguments> acknowledge) {
        /** Acknowledges an event that asked for it. */
        void isAcknowledged(Arguments answer) {
            requireNonNull(acknowledge, event + " did not ask").accept(answer);
        }
    }

    final List<Connect> connects = new CopyOnWriteArrayList<>();
    final List<NamespaceSocket> sockets = new CopyOnWriteArrayList<>();
    final List<Heard> events = new CopyOnWriteArrayList<>();

    /** Everything in its order: {@code +} for a client, event names, and why a client left. */
    final List<String> story = new CopyOnWriteArrayList<>();

    /** What the next CONNECT is answered. */
    volatile CompletionStage<Admission> decision = CompletableFuture.completedStage(welcome());

    /** Done with each event, on the thread that brings it. */
    volatile BiConsumer<NamespaceSocket, Heard> onEvent = (socket, heard) -> {};

    /** Done with each client that connects. */
    volatile Consumer<NamespaceSocket> onConnect = socket -> {};

    private final AtomicInteger inside = new AtomicInteger();

    /** The decision to let a client in. */
    Admission.Admit welcome() {
        return new Admission.Admit(socket -> {
            sockets.add(socket);
            story.add("+");
            onConnect.accept(socket);
            return new Listener(socket);
        });
    }

    @Override
    public CompletionStage<Admission> admit(Connect connect) {
        connects.add(connect);
        return decision;
    }

    /** The story so far, once it is this long or longer. */
    void tells(String... expected) {
        await().pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(5))
                .untilAsserted(
                        () -> assertThat(story).hasSizeGreaterThanOrEqualTo(expected.length));
        assertThat(story).containsExactly(expected);
    }

    private final class Listener implements NamespaceListener {
        private final NamespaceSocket socket;

        Listener(NamespaceSocket socket) {
            this.socket = socket;
        }

        @Override
        public void onEvent(
                String event, Arguments arguments, @Nullable Consumer<Arguments> acknowledge) {
            alone(() -> {
                Heard heard = new Heard(event, arguments, acknowledge);
                events.add(heard);
                story.add(event);
                onEvent.accept(socket, heard);
            });
        }

        @Override
        public void onDisconnect(Disconnected disconnected) {
            alone(() -> story.add(disconnected.name()));
        }

        /** Two threads at once would leave a trace in the story. */
        private void alone(Runnable what) {
            if (inside.incrementAndGet() > 1) {
                story.add("two threads at once");
            }
            try {
                what.run();
            } finally {
                inside.decrementAndGet();
            }
        }
    }
}
