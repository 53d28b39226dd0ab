package heliograph.engineio;

/** What stands on Engine.IO. */
@FunctionalInterface
public interface EngineApplication {
    /** A session has opened: its handshake is sent. Gives the listener; must not block. */
    EngineListener opened(EngineSession session);

    /**
     * A session comes from another node. Gives the listener; must not block.
     *
     * @param state what its listener there has said at {@link EngineListener#handOver}
     */
    default EngineListener takeOver(EngineSession session, String state) {
        return opened(session);
    }
}
