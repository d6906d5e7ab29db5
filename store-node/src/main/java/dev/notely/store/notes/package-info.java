/**
 * Notes of accounts: what an ownership row permits, what operations do, over tables of two schemas
 * or none.
 */
@NullMarked
package dev.notely.store.notes;

import org.jspecify.annotations.NullMarked;
