/** What happens when something breaks while people call each other, counted message by message. */
@NullMarked
package heliograph.faults;

import org.jspecify.annotations.NullMarked;
