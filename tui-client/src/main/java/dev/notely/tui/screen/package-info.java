/**
 * The screen as a pure function of its state: what an event makes of the state, and what the state
 * looks like.
 */
@NullMarked
package dev.notely.tui.screen;

import org.jspecify.annotations.NullMarked;
