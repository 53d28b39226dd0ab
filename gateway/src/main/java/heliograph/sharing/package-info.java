/**
 * What the nodes share of Engine.IO sessions: {@code engineio} on one side, {@code state} on the
 * other, neither of which knows the other.
 */
@NullMarked
package heliograph.sharing;

import org.jspecify.annotations.NullMarked;
