/**
 * What comes from a data proxy and what is asked of it: the telemetry stream, and the operator's
 * calls.
 */
@NullMarked
package dev.notely.tui.stream;

import org.jspecify.annotations.NullMarked;
