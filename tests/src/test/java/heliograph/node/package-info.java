/**
 * Node programs as part of a JUnit test: what real browsers' libraries do on the wire is tried with
 * those libraries, unmodified. Those that drive them know no signaling; the contract tests do.
 */
@NullMarked
package heliograph.node;

import org.jspecify.annotations.NullMarked;
