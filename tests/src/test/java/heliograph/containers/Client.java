package heliograph.containers;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** Somebody who calls, whichever protocol they speak. */
interface Client extends AutoCloseable {
    /** How long a thing that should happen may take. */
    Duration PATIENCE = heliograph.client.Client.DEADLINE;

    /** Sends an event and asks for no answer. */
    void says(String event, Map<String, ?> data);

    /** Sends an event and waits for the ack's object. */
    JsonNode asks(String event, Map<String, ?> data);

    /** Waits for the next event of that name nobody has waited for yet, and takes it. */
    JsonNode hears(String event);

    /** All events of that name so far, taken or not, in order. */
    List<JsonNode> heardSoFar(String event);

    @Override
    void close();
}
