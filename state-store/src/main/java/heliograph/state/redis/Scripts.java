package heliograph.state.redis;

import heliograph.state.ScriptObserver;
import heliograph.state.StoreUnavailable;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.RedisNoScriptException;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.StatefulRedisConnection;
import io.lettuce.core.api.async.RedisAsyncCommands;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Runs scripts on one connection, which keeps the order of the calls. After each break of the
 * connection Redis is told all scripts before the first call, because it may have been restarted. A
 * script that it has forgotten without a break is sent whole; that one call may then be overtaken
 * by later ones of other sessions, and by those that its own session sent without waiting. Every
 * failure is {@link StoreUnavailable}.
 */
final class Scripts {
    private final StatefulRedisConnection<String, String> connection;
    private final RedisAsyncCommands<String, String> redis;
    private final ScriptObserver observer;
    private final Object telling = new Object();
    private volatile boolean told;
    private volatile Supplier<Runnable> afterBreak = () -> () -> {};

    Scripts(StatefulRedisConnection<String, String> connection, ScriptObserver observer) {
        this.connection = connection;
        this.redis = connection.async();
        this.observer = observer;
        connection.addListener(
                new RedisConnectionStateListener() {
                    @Override
                    public void onRedisDisconnected(RedisChannelHandler<?, ?> broken) {
                        told = false;
                    }
                });
    }

    /** What is called after this comes after the scripts, on the one connection. */
    private void tell() {
        if (told || !connection.isOpen()) {
            return;
        }
        synchronized (telling) {
            if (!told) {
                Runnable question = afterBreak.get();
                // Where it fails, what follows fails too, and the next call tries again.
                var _ = load();
                question.run();
            }
        }
    }

    /**
     * What is to be asked first after a break of the connection.
     *
     * @param preparation called before any call of the new connection; what it gives is called
     *     after the scripts are told
     */
    void afterEachBreak(Supplier<Runnable> preparation) {
        afterBreak = preparation;
    }

    /** Makes Redis know all of them. */
    CompletionStage<@Nullable Void> load() {
        CompletionStage<?> all = redis.ping();
        for (Script script : Script.values()) {
            CompletionStage<String> loaded = redis.scriptLoad(script.body());
            all = all.thenCombine(loaded, (_, _) -> "");
        }
        told = true;
        return all.handle((_, failure) -> {
            if (failure != null) {
                told = false;
                throw unavailable("loading scripts", failure);
            }
            return null;
        });
    }

    /** Calls a script; {@code read} turns its answer into an outcome. */
    <T extends @Nullable Object> CompletionStage<T> call(
            Script script, String[] keys, String[] arguments, Function<List<Object>, T> read) {
        long start = System.nanoTime();
        tell();
        return evalsha(script, keys, arguments)
                .exceptionallyCompose(failure ->
                        cause(failure) instanceof RedisNoScriptException
                                ? eval(script, keys, arguments)
                                : java.util.concurrent.CompletableFuture.failedStage(failure))
                .handle((answer, failure) -> {
                    observer.called(script.fileName(), System.nanoTime() - start, failure == null);
                    if (failure != null) {
                        throw unavailable(script.fileName(), failure);
                    }
                    return read.apply(answer);
                });
    }

    private CompletionStage<List<Object>> evalsha(
            Script script, String[] keys, String[] arguments) {
        return redis.evalsha(script.digest(), ScriptOutputType.MULTI, keys, arguments);
    }

    private CompletionStage<List<Object>> eval(Script script, String[] keys, String[] arguments) {
        return redis.eval(script.body(), ScriptOutputType.MULTI, keys, arguments);
    }

    static StoreUnavailable unavailable(String what, Throwable failure) {
        Throwable cause = cause(failure);
        return cause instanceof StoreUnavailable known
                ? known
                : new StoreUnavailable("Redis: " + what + " failed: " + cause.getMessage(), cause);
    }

    private static Throwable cause(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null
                ? failure.getCause()
                : failure;
    }
}
