/** Log lines as JSON. */
@NullMarked
package dev.notely.runtime.logging;

import org.jspecify.annotations.NullMarked;
