/**
 * The load generator: a process of its own that speaks to gateways as many browsers would, counts
 * every signal at the receiver, and prints one line of JSON. Knows the wire, not the gateway's
 * classes; only the JMH benchmarks look inside.
 */
@NullMarked
package heliograph.bench;

import org.jspecify.annotations.NullMarked;
