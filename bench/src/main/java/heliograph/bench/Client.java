package heliograph.bench;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** One user at one node: logs in, answers heartbeats, hands events on. */
final class Client implements Connection.Listener {
    /** What the owner of a client hears, on the loop's thread. */
    interface Ears {
        /**
         * An event.
         *
         * @param name its wire name
         * @param message the whole message it came in
         */
        void onEvent(String name, String message);

        /** The server refused the client, or the connection ended before {@link #leave}. */
        void onTrouble(String what);
    }

    private final Dialect dialect;
    private final Credentials credentials;
    private final Ears ears;
    private final CompletableFuture<Void> welcome = new CompletableFuture<>();
    private volatile @Nullable Connection connection;
    private volatile boolean leaving;

    Client(Dialect dialect, Credentials credentials, Ears ears) {
        this.dialect = dialect;
        this.credentials = credentials;
        this.ears = ears;
    }

    /** Who this is. */
    String userId() {
        return credentials.userId();
    }

    /**
     * Connects and logs in.
     *
     * @return ends when the server has let the client in, or fails with why not
     */
    CompletionStage<Void> connect(Loop loop, Node node) {
        loop.execute(() -> {
            try {
                connection = loop.connect(node, dialect.target(credentials), this);
            } catch (IOException e) {
                onClosed(String.valueOf(e.getMessage()));
            }
        });
        return welcome;
    }

    /** Says an event. */
    void say(String event, String json) {
        send(dialect.event(event, json));
    }

    private void send(String message) {
        Connection to = connection;
        if (to != null) {
            to.send(message);
        }
    }

    /** Ends the connection in good order; its end is no trouble any more. */
    void leave() {
        leaving = true;
        Connection to = connection;
        if (to != null) {
            to.close();
        }
    }

    @Override
    public void onOpen() {
        // Socket.IO: the server speaks first. Plain: its welcome follows by itself.
    }

    @Override
    public void onText(byte[] utf8) {
        // Every byte one char: only ASCII marks are looked for, and nothing is decoded twice.
        String message = new String(utf8, ISO_8859_1);
        switch (dialect.hear(message, credentials)) {
            case Dialect.Heard.Event event -> ears.onEvent(event.name(), event.message());
            case Dialect.Heard.Answer answer -> send(answer.message());
            case Dialect.Heard.Welcome _ -> welcome.complete(null);
            case Dialect.Heard.Refusal refusal -> trouble(refusal.why());
            case Dialect.Heard.Nothing _ -> {}
        }
    }

    @Override
    public void onClosed(String why) {
        if (!leaving) {
            trouble(why);
        }
    }

    private void trouble(String what) {
        welcome.completeExceptionally(new IOException(what));
        ears.onTrouble(what);
    }
}
