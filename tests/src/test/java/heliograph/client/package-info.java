/** Clients for tests: they say, they hear, over either protocol. */
@NullMarked
package heliograph.client;

import org.jspecify.annotations.NullMarked;
