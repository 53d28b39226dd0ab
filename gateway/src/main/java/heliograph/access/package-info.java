/**
 * Who may come in: tokens, credentials, origins. Knows requests only as far as they carry those;
 * knows no sockets, no Redis and no rooms.
 */
@NullMarked
package heliograph.access;

import org.jspecify.annotations.NullMarked;
