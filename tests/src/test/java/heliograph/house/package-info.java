/** Rules that the house keeps. */
@NullMarked
package heliograph.house;

import org.jspecify.annotations.NullMarked;
