/** The live screen of an operator. */
@NullMarked
package dev.notely.tui;

import org.jspecify.annotations.NullMarked;
