@NullMarked
package heliograph.bench;

import org.jspecify.annotations.NullMarked;
