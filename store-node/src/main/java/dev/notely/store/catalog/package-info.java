/** The catalog: accounts, placements, chores, members, leases. */
@NullMarked
package dev.notely.store.catalog;

import org.jspecify.annotations.NullMarked;
