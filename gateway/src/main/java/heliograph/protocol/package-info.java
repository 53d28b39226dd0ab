/**
 * What is said: messages, their JSON, errors and close reasons. No sockets, no Redis. Looks only at
 * identities.
 */
@NullMarked
package heliograph.protocol;

import org.jspecify.annotations.NullMarked;
