@NullMarked
package heliograph.protocol;

import org.jspecify.annotations.NullMarked;
