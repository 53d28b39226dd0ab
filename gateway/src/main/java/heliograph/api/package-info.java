/**
 * The HTTP side of the wire contract: ICE servers, rooms, statistics, health. Speaks JSON over the
 * door of the transport; remembers nothing itself. Handlers run on virtual threads and may wait.
 */
@NullMarked
package heliograph.api;

import org.jspecify.annotations.NullMarked;
