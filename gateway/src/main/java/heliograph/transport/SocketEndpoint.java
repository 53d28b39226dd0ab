package heliograph.transport;

import java.util.concurrent.CompletionStage;
import java.util.function.Function;

/** Takes WebSockets at a path. Called on a selector thread, must not block. */
@FunctionalInterface
public interface SocketEndpoint {
    /** Decides before the upgrade; a stage that fails is answered with 500 and logged. */
    CompletionStage<Decision> decide(HttpRequest upgrade);

    /** What becomes of an upgrade. */
    sealed interface Decision {
        /**
         * 101.
         *
         * @param opened called once the handshake is written, before the first frame is read; gives
         *     the listener
         */
        record Accept(Function<Socket, SocketListener> opened) implements Decision {}

        /** This answer instead; the TCP connection is closed after it. */
        record Refuse(HttpResponse response) implements Decision {}
    }
}
