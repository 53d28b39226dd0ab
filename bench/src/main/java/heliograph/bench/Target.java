package heliograph.bench;

import java.util.List;

/**
 * What is under load.
 *
 * @param nodes the gateways
 * @param serverPids their processes; may be empty where nobody said
 * @param redisPids Redis's process, or none
 */
record Target(List<Node> nodes, List<Long> serverPids, List<Long> redisPids) {
    /** The node at this place, counting on from the first after the last. */
    Node node(int place) {
        return nodes.get(place % nodes.size());
    }
}
