@NullMarked
package heliograph;

import org.jspecify.annotations.NullMarked;
