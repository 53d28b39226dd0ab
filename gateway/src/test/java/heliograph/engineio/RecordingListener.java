package heliograph.engineio;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** Remembers what a session told. */
final class RecordingListener implements EngineListener {
    final List<Object> messages = new CopyOnWriteArrayList<>();
    final List<EngineClosed> ends = new CopyOnWriteArrayList<>();
    private final CompletableFuture<EngineClosed> firstEnd = new CompletableFuture<>();

    @Override
    public void onMessage(String message) {
        messages.add(message);
    }

    @Override
    public void onMessage(byte[] message) {
        messages.add(message);
    }

    @Override
    public void onClose(EngineClosed closed) {
        ends.add(closed);
        firstEnd.complete(closed);
    }

    /** The session ends so, once, within five seconds. */
    void hearsTheEnd(EngineClosed closed) {
        assertThat(firstEnd.orTimeout(5, TimeUnit.SECONDS).join()).isEqualTo(closed);
        assertThat(ends).containsExactly(closed);
    }
}
