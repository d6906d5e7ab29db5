/** Moves accounts: the hand-off of docs/handoff.md. Knows records, never notes. */
@NullMarked
package dev.notely.proxy.migration;

import org.jspecify.annotations.NullMarked;
