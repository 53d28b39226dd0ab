/**
 * Running it: metrics, liveness and readiness, the private Redis of a gateway that was given none.
 * Knows HTTP only as requests and answers; knows no signaling and no ICE.
 */
@NullMarked
package heliograph.operation;

import org.jspecify.annotations.NullMarked;
