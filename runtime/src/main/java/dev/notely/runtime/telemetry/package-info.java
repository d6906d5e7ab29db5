/** OpenTelemetry bootstrap. */
@NullMarked
package dev.notely.runtime.telemetry;

import org.jspecify.annotations.NullMarked;
