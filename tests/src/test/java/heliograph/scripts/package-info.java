/** Every script on real servers, through the store's door. */
@NullMarked
package heliograph.scripts;

import org.jspecify.annotations.NullMarked;
