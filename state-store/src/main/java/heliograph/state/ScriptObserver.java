package heliograph.state;

/** Watches the calls of the store, for metrics. Called on the store's threads; must be quick. */
@FunctionalInterface
public interface ScriptObserver {
    /**
     * A call has ended.
     *
     * @param script the name of the script, one of a small fixed set
     * @param nanos from the call to its answer, in nanoseconds
     * @param succeeded false where Redis did not answer, or answered with an error
     */
    void called(String script, long nanos, boolean succeeded);
}
