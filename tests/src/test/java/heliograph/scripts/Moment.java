package heliograph.scripts;

import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Lets two calls go in the same moment, each on a thread of its own. */
final class Moment implements AutoCloseable {
    private static final int SECONDS = 20;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /**
     * What two calls answered.
     *
     * @param first of the one that was named first
     * @param second of the other
     * @param nanosApart between the two calls
     */
    record Both<T>(T first, T second, long nanosApart) {}

    private record Timed<T>(T answer, long at) {}

    /** Calls both; who is named last is at the barrier last as a rule, and so goes first. */
    <T> Both<T> call(Callable<T> first, Callable<T> second) {
        CyclicBarrier barrier = new CyclicBarrier(2);
        Future<Timed<T>> one = threads.submit(() -> when(barrier, first));
        Future<Timed<T>> other = threads.submit(() -> when(barrier, second));
        Timed<T> a = get(one);
        Timed<T> b = get(other);
        return new Both<>(a.answer(), b.answer(), Math.abs(a.at() - b.at()));
    }

    private static <T> Timed<T> when(CyclicBarrier barrier, Callable<T> call) throws Exception {
        barrier.await(SECONDS, TimeUnit.SECONDS);
        long at = System.nanoTime();
        return new Timed<>(call.call(), at);
    }

    private static <T> T get(Future<T> future) {
        try {
            return future.get(SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AssertionError("one of two calls of a moment has failed", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted within a moment", e);
        }
    }

    @Override
    public void close() {
        threads.close();
    }
}
