/**
 * What an event means: one handler per kind of message, each one call of the store, and the way
 * back out. Knows how neither bytes travel nor Redis is spoken to.
 */
@NullMarked
package heliograph.signaling;

import org.jspecify.annotations.NullMarked;
