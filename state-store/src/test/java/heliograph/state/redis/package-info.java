/** What the store reads without Redis. */
@NullMarked
package heliograph.state.redis;

import org.jspecify.annotations.NullMarked;
