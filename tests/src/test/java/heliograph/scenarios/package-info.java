/** The product seen from outside: users who talk through one gateway or two. */
@NullMarked
package heliograph.scenarios;

import org.jspecify.annotations.NullMarked;
