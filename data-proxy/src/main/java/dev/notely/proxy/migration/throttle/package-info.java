/** Whom movers wait for, how long, and what is told of it: the care for users. */
@NullMarked
package dev.notely.proxy.migration.throttle;

import org.jspecify.annotations.NullMarked;
