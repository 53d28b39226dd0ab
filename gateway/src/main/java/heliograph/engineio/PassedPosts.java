package heliograph.engineio;

import heliograph.transport.HttpRequest;
import heliograph.transport.HttpResponse;
import heliograph.transport.RandomId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * The POSTs of long polling that came to this node, on their way to the owners of their sessions
 * (socketio-facts A5). One is answered when its owner has read it.
 */
final class PassedPosts {
    /** How long an owner may take to read a POST. */
    private static final Duration READING = Duration.ofSeconds(5);

    /** An owner whose subscription is being renewed is asked so often, at this distance. */
    private static final int TRIES = 4;

    private static final Duration BETWEEN_TRIES = Duration.ofMillis(200);

    private final SharedSessions shared;
    private final EngineConfig config;
    private final ScheduledExecutorService timer;
    private final Map<String, CompletableFuture<HttpResponse>> posts = new ConcurrentHashMap<>();

    PassedPosts(SharedSessions shared, EngineConfig config, ScheduledExecutorService timer) {
        this.shared = shared;
        this.config = config;
        this.timer = timer;
    }

    /** A POST of a session. */
    CompletableFuture<HttpResponse> post(String sid, HttpRequest request) {
        if (request.body().length > config.maxPayload()) {
            return CompletableFuture.completedFuture(PollingAnswers.tooLarge());
        }
        String body;
        try {
            body = text(request);
        } catch (CharacterCodingException e) {
            shared.drop(sid, EngineClosed.PARSE_ERROR);
            return CompletableFuture.completedFuture(EngineError.BAD_REQUEST.response());
        }
        Post post = new Post(sid, body);
        posts.put(post.request, post.answer);
        Future<?> deadline =
                timer.schedule(post::expire, READING.toMillis(), TimeUnit.MILLISECONDS);
        var _ =
                post.answer.whenComplete((_, _) -> {
                    posts.remove(post.request);
                    deadline.cancel(false);
                });
        post.pass(1);
        return post.answer;
    }

    /** Revision 4 has no binary bodies. */
    private static String text(HttpRequest request) throws CharacterCodingException {
        String type = request.header("content-type").orElse("").toLowerCase(Locale.ROOT);
        if (type.startsWith("application/octet-stream")) {
            throw new CharacterCodingException();
        }
        return StandardCharsets.UTF_8
                .newDecoder()
                .decode(ByteBuffer.wrap(request.body()))
                .toString();
    }

    /** The owner has read a POST. */
    void taken(String request, boolean accepted) {
        CompletableFuture<HttpResponse> answer = posts.get(request);
        if (answer != null) {
            answer.complete(accepted ? PollingAnswers.ok() : EngineError.BAD_REQUEST.response());
        }
    }

    /** One POST. */
    private final class Post {
        private final String sid;
        private final String body;
        private final String request = RandomId.next();
        private final CompletableFuture<HttpResponse> answer = new CompletableFuture<>();

        Post(String sid, String body) {
            this.sid = sid;
            this.body = body;
        }

        void pass(int tries) {
            shared.post(sid, request, body)
                    .whenComplete((posted, failure) -> {
                        if (failure != null) {
                            answer.complete(PollingAnswers.unavailable());
                            return;
                        }
                        switch (posted) {
                            case PASSED -> {}
                            case UNHEARD -> unheard(tries);
                            case REFUSED -> answer.complete(EngineError.BAD_REQUEST.response());
                            case UNKNOWN ->
                                    answer.complete(EngineError.SESSION_ID_UNKNOWN.response());
                        }
                    });
        }

        private void unheard(int tries) {
            if (tries == TRIES || timer.isShutdown()) {
                expire();
            } else {
                var _ =
                        timer.schedule(
                                () -> pass(tries + 1),
                                BETWEEN_TRIES.toMillis(),
                                TimeUnit.MILLISECONDS);
            }
        }

        /** The owner is gone, or has not heard: nobody knows whether the packets had effect. */
        void expire() {
            if (answer.complete(EngineError.SESSION_ID_UNKNOWN.response())) {
                shared.drop(sid, EngineClosed.TRANSPORT_LOST);
            }
        }
    }
}
