/**
 * What the telemetry stream shows, as plain values: rows and their versions, figures of a minute.
 */
@NullMarked
package dev.notely.proxy.telemetry;

import org.jspecify.annotations.NullMarked;
