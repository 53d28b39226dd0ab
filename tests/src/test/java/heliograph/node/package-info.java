/**
 * Node programs as part of a JUnit test: what real browsers' libraries do on the wire is tried with
 * those libraries, unmodified. Knows no signaling.
 */
@NullMarked
package heliograph.node;

import org.jspecify.annotations.NullMarked;
