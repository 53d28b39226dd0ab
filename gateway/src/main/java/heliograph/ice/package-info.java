/**
 * Which STUN and TURN servers clients are told to use, and with what credentials. Knows no HTTP and
 * no signaling.
 */
@NullMarked
package heliograph.ice;

import org.jspecify.annotations.NullMarked;
