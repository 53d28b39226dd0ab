package heliograph.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** How a page may ask for the answer to what it says. */
enum ReplyStyle {
    /** {@code emit} and a listener. */
    EVENT,
    /** {@code emit} with a callback. */
    CALLBACK,
    /** {@code emitWithAck}. */
    PROMISE;

    /** Says it and takes the answer, which is the same by event and by ack. */
    JsonNode ask(SocketIoClient client, String event, Map<String, ?> argument, String answer) {
        JsonNode acknowledged = say(client, event, argument);
        JsonNode heard = client.hears(answer);
        if (this != EVENT) {
            assertThat(acknowledged).isEqualTo(heard);
        }
        return heard;
    }

    /** Says what no event answers; where an ack is asked for it must be a success. */
    void tell(SocketIoClient client, String event, Map<String, ?> argument) {
        JsonNode acknowledged = say(client, event, argument);
        if (this != EVENT) {
            assertThat(acknowledged.path("success").asBoolean()).isTrue();
        }
    }

    private JsonNode say(SocketIoClient client, String event, Map<String, ?> argument) {
        return switch (this) {
            case EVENT -> {
                client.says(event, argument);
                yield MissingNode.getInstance();
            }
            case CALLBACK -> client.asks(event, argument);
            case PROMISE -> client.awaits(event, argument);
        };
    }
}
