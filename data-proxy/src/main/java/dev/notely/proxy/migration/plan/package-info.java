/** What should move: specification, selection, targets, and the plan. Pure: no stores, no wire. */
@NullMarked
package dev.notely.proxy.migration.plan;

import org.jspecify.annotations.NullMarked;
