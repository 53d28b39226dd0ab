package heliograph.engineio;

/** What stands on Engine.IO. */
@FunctionalInterface
public interface EngineApplication {
    /** A session has opened: its handshake is sent. Gives the listener; must not block. */
    EngineListener opened(EngineSession session);
}
