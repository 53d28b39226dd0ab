/** The echo application of the official suites, and the ground they cover by tests of our own. */
@NullMarked
package heliograph.conformance;

import org.jspecify.annotations.NullMarked;
