/** Runs the processes of Notely on one machine, without containers. */
@NullMarked
package dev.notely.supervisor;

import org.jspecify.annotations.NullMarked;
