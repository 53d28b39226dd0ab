/**
 * Bytes: sockets, frames, HTTP requests, their bounds. Knows no packets, no events, no rooms. This
 * package is the door; {@code transport.grizzly} stands behind it and is the only place that knows
 * Grizzly and Tyrus.
 */
@NullMarked
package heliograph.transport;

import org.jspecify.annotations.NullMarked;
